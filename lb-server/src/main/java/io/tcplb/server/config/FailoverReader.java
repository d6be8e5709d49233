package io.tcplb.server.config;

import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.ClosingSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.spec.HoldSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a pool's failover policy, which must be one that its backends can meet. */
final class FailoverReader {
    private FailoverReader() {}

    static FailoverSpec read(Section in, List<BackendSpec> backends) {
        FailbackSpec failback = failback(in.section("failback"));
        HoldSpec hold = hold(in.section("hold"));
        FailoverSpec failover = in.build(() -> new FailoverSpec(
                in.read("mode", text -> Values.choice(FailoverSpec.Mode.class, text)),
                in.read("min-healthy", Values::quorum),
                in.read("required", Values::count),
                failback,
                in.read("all-down", text -> Values.choice(FailoverSpec.AllDown.class, text)),
                hold,
                in.read("zone-policy", text -> Values.choice(FailoverSpec.ZonePolicy.class, text)),
                in.read("zone-min-healthy", Values::integer),
                in.read("trickle", Values::share)));
        if (!backends.isEmpty()) {
            checkReachable(in, failover, backends);
        }
        return failover;
    }

    private static void checkReachable(Section in, FailoverSpec failover, List<BackendSpec> backends) {
        Map<Integer, Long> tiers =
                backends.stream().collect(Collectors.groupingBy(BackendSpec::tier, Collectors.counting()));
        boolean met =
                tiers.values().stream().anyMatch(n -> failover.minHealthy().neededOf(n.intValue()) <= n);
        if (!met) {
            long largest = tiers.values().stream().mapToLong(n -> n).max().orElse(0);
            in.problem("min-healthy", "at most " + largest + ", the size of the largest tier");
        }
        if (failover.required() > backends.size()) {
            in.problem("required", "at most " + backends.size() + ", the number of backends");
        }
    }

    private static FailbackSpec failback(Section in) {
        return in.build(() -> new FailbackSpec(
                in.read("mode", text -> Values.choice(FailbackSpec.Mode.class, text)),
                in.read("stable-for", Values::duration),
                in.read("max-penalty", Values::duration),
                in.read("sessions", text -> Values.choice(ClosingSpec.Mode.class, text)),
                in.read("rate", Values::integer)));
    }

    private static HoldSpec hold(Section in) {
        return in.build(() -> new HoldSpec(
                in.read("timeout", Values::duration),
                in.read("max", Values::integer),
                in.read("release-rate", Values::integer)));
    }
}
