package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.Transition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What one pool counts besides its backends' own counters. Written by the control loop but for reroutes. */
final class PoolCounters {
    private static final long WARNING_PAUSE_NANOS = 10_000_000_000L;
    private static final CloseReason[] REROUTE_CAUSES = {
        CloseReason.CONNECT_REFUSED,
        CloseReason.CONNECT_TIMEOUT,
        CloseReason.CONNECT_UNREACHABLE,
        CloseReason.CONNECT_ERROR,
        CloseReason.BACKEND_DOWN,
        CloseReason.BACKEND_RESET,
        CloseReason.BACKEND_CLOSED,
        CloseReason.BACKEND_REMOVED,
        CloseReason.FAILBACK,
        CloseReason.ADMIN_CLOSED
    };

    private static final class Checks {
        final AtomicLong passed = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
    }

    private final LongAdder[] reroutes = new LongAdder[CloseReason.values().length];
    private final Map<Backend, Checks> checks = new ConcurrentHashMap<>();
    private long standbyNanos;
    private boolean warned;
    private long warnedNanos;

    PoolCounters() {
        for (int i = 0; i < reroutes.length; i++) {
            reroutes[i] = new LongAdder();
        }
    }

    /** Safe from any thread. */
    void rerouted(CloseReason cause) {
        reroutes[cause.ordinal()].increment();
    }

    Map<String, Long> reroutes() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (CloseReason cause : REROUTE_CAUSES) {
            counts.put(cause.key(), reroutes[cause.ordinal()].sum());
        }
        return counts;
    }

    void checked(Backend backend, boolean passed) {
        Checks counted = checks.computeIfAbsent(backend, b -> new Checks());
        (passed ? counted.passed : counted.failed).incrementAndGet();
    }

    /** Safe from any thread. */
    Map<String, Long> checks(Backend backend) {
        Checks counted = checks.get(backend);
        return counted == null
                ? Map.of("pass", 0L, "fail", 0L)
                : Map.of("pass", counted.passed.get(), "fail", counted.failed.get());
    }

    void forget(Backend backend) {
        checks.remove(backend);
    }

    /** A standby that fails before it is needed is worth an event; once in a while is enough. */
    void standbyFailed(ControlLoop loop, Backend standby, CloseReason cause) {
        long now = loop.now();
        if (standbyNanos == 0 || now - standbyNanos >= WARNING_PAUSE_NANOS) {
            standbyNanos = now;
            loop.observer()
                    .transition(new Transition(
                            Transition.Kind.STANDBY,
                            standby.pool(),
                            standby.id(),
                            "",
                            "broken",
                            "a client sent to prove it met " + cause.key() + " and was given to an active backend",
                            standby.active()));
        }
    }

    /** A probe that could not even start says something about this machine; once in a while is enough. */
    void warnNotRun(ControlLoop loop, Backend backend, String reason) {
        long now = loop.now();
        if (!warned || now - warnedNanos >= WARNING_PAUSE_NANOS) {
            warned = true;
            warnedNanos = now;
            loop.observer().warning("backend=" + backend + " cannot be probed: " + reason);
        }
    }
}
