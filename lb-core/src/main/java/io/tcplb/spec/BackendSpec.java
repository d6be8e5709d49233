package io.tcplb.spec;

/**
 * One server of a pool.
 *
 * @param address host name or literal with a port 1..65535
 * @param weight 0..256; 0 gets no new sessions while any eligible backend of the pool has weight
 * @param tier 0 = primary, 1, 2 … = standbys; 0..255
 * @param zone where it runs; empty = nowhere in particular
 * @param maxConnections concurrent sessions, which is also its declared capacity; 0 = unlimited
 */
public record BackendSpec(String id, HostPort address, int weight, int tier, String zone, int maxConnections) {
    public static final int MAX_WEIGHT = 256;
    public static final int MAX_TIER = 255;

    public BackendSpec {
        Require.that(id.matches("[A-Za-z0-9._-]+"), "id", '"' + id + '"', "letters, digits, '.', '_' and '-'");
        Require.that(address.port() >= 1, "address", address, "a port 1..65535");
        Require.that(weight >= 0 && weight <= MAX_WEIGHT, "weight", weight, "0.." + MAX_WEIGHT);
        Require.that(tier >= 0 && tier <= MAX_TIER, "tier", tier, "0.." + MAX_TIER);
        Require.that(maxConnections >= 0, "max-connections", maxConnections, ">= 0");
    }
}
