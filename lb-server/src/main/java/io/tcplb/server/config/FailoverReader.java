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
                in.choice("mode", FailoverSpec.Mode.class),
                in.read("min-healthy", Values::quorum),
                in.count("required"),
                failback,
                in.choice("all-down", FailoverSpec.AllDown.class),
                hold,
                in.choice("zone-policy", FailoverSpec.ZonePolicy.class),
                in.integer("zone-min-healthy"),
                in.share("trickle")));
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
                in.choice("mode", FailbackSpec.Mode.class),
                in.duration("stable-for"),
                in.duration("max-penalty"),
                in.choice("sessions", ClosingSpec.Mode.class),
                in.integer("rate")));
    }

    private static HoldSpec hold(Section in) {
        return in.build(() -> new HoldSpec(in.duration("timeout"), in.integer("max"), in.integer("release-rate")));
    }
}
