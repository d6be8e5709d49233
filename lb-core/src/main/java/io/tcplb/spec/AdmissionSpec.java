package io.tcplb.spec;

import java.util.List;

/**
 * Who is let in, and how fast. Addresses are those of the client: where a PROXY header announces one, that one.
 *
 * @param connectionRate new connections per second of the whole listener; 0 = no limit
 * @param perSourceConnections concurrent sessions of one address, or of one /64 in IPv6; 0 = no limit
 * @param perSourceRate new connections per second of one address, or of one /64 in IPv6; 0 = no limit
 * @param allow blocks that may connect; empty = everybody
 * @param deny blocks that may not connect, whatever {@code allow} says
 */
public record AdmissionSpec(
        int connectionRate, int perSourceConnections, int perSourceRate, List<Cidr> allow, List<Cidr> deny) {
    public static final AdmissionSpec OPEN = new AdmissionSpec(0, 0, 0, List.of(), List.of());

    public AdmissionSpec {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        Require.that(connectionRate >= 0, "connection-rate", connectionRate, ">= 0");
        Require.that(perSourceConnections >= 0, "per-source.max-connections", perSourceConnections, ">= 0");
        Require.that(perSourceRate >= 0, "per-source.connection-rate", perSourceRate, ">= 0");
    }
}
