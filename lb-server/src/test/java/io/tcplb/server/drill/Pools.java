package io.tcplb.server.drill;

import io.tcplb.observe.CloseReason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Readings as a test wants them. */
final class Pools {
    private static final long SECOND = 1_000_000_000L;

    private long second;
    private long uptime = 100;
    private boolean isolated;
    private int eligible = 2;
    private int held;
    private int queued;
    private final Map<CloseReason, Long> ended = new EnumMap<>(CloseReason.class);
    private final Map<String, Reading.Server> servers = new LinkedHashMap<>();

    private Pools() {
        serving("a", 0);
        serving("b", 0);
    }

    /** Two backends that serve. */
    static Pools reading() {
        return new Pools();
    }

    /** Connects of which so many took 1 ms at most, and so many between 250 and 500 ms. */
    static Connects connects(long quick, long failed, long slow) {
        return new Connects(
                quick + slow,
                failed,
                List.of(
                        new Connects.Bucket(1_000, quick),
                        new Connects.Bucket(250_000, quick),
                        new Connects.Bucket(500_000, quick + slow)));
    }

    Pools at(long second) {
        this.second = second;
        return this;
    }

    Pools uptime(long seconds) {
        uptime = seconds;
        return this;
    }

    Pools isolated() {
        isolated = true;
        return this;
    }

    Pools eligible(int count) {
        eligible = count;
        return this;
    }

    Pools held(int count) {
        held = count;
        return this;
    }

    Pools queued(int count) {
        queued = count;
        return this;
    }

    Pools ended(CloseReason reason, long count) {
        ended.put(reason, count);
        return this;
    }

    Pools serving(String id, long connects) {
        return server(id, "ready", true, true, "", 7, connects(connects, 0, 0));
    }

    Pools maint(String id, int active) {
        return server(id, "maint", false, false, "maint by admin", active, Connects.NONE);
    }

    Pools waiting(String id) {
        return server(id, "ready", false, false, "down: refused", 0, Connects.NONE);
    }

    Pools server(
            String id, String admin, boolean eligible, boolean serving, String reason, int active, Connects connects) {
        servers.put(id, new Reading.Server(admin, eligible, serving, 1, reason, active, connects));
        return this;
    }

    Pools without(String id) {
        servers.remove(id);
        return this;
    }

    Reading build() {
        return new Reading(
                second * SECOND,
                uptime + second,
                isolated,
                "ok",
                eligible,
                held,
                queued,
                Map.copyOf(ended),
                new LinkedHashMap<>(servers));
    }
}
