package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.observe.Explanation;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.proxy.FlowHash;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what the very pickers that sessions use would do, and why. Takes no slot; uses up one turn of a rotation. */
final class Explainer {
    private Explainer() {}

    /** @param client {@code null} for any */
    static Explanation explain(PoolSnapshot now, List<MemberView> members, @Nullable InetAddress client) {
        long hash = client == null ? 0 : FlowHash.of(client);
        Backend picked = now.serving().pick(hash, Tried.NONE);
        if (picked == null) {
            picked = now.standby().pick(hash, Tried.NONE);
        }
        List<Explanation.Candidate> candidates = new ArrayList<>();
        for (MemberView member : members) {
            boolean isPicked = member.backend() == picked;
            candidates.add(new Explanation.Candidate(
                    member.spec().id(),
                    member.spec().tier(),
                    member.spec().zone(),
                    member.eligible(),
                    member.serving(),
                    isPicked,
                    isPicked ? "" : reason(member, now)));
        }
        return new Explanation(
                now.spec().name(),
                client == null ? "" : client.getHostAddress(),
                picked == null ? "" : picked.id(),
                picked == null ? outcome(now) : "",
                candidates);
    }

    private static String reason(MemberView member, PoolSnapshot now) {
        if (!member.serving()) {
            return member.reason();
        }
        if (!member.backend().hasRoom()) {
            return "full: " + member.backend().active() + " of " + member.spec().maxConnections() + " sessions";
        }
        if (member.effectiveWeight() == 0) {
            return "weight 0";
        }
        return switch (now.spec().algorithm()) {
            case ROUND_ROBIN -> "it is another backend's turn";
            case LEAST_CONNECTIONS -> "another backend has fewer sessions for its weight";
            case RANDOM_TWO -> "the draw fell on another backend";
            case SOURCE_HASH, MAGLEV -> "the client's address hashes to another backend";
            case FIRST -> "an earlier backend has room";
        };
    }

    private static String outcome(PoolSnapshot now) {
        if (now.anyServing()) {
            return now.spec().queue().max() > 0
                    ? "every serving backend is full: the client waits for a slot"
                    : "every serving backend is full: the client is refused";
        }
        if (now.state() == PoolSnapshot.State.CHECKING) {
            return "the first probes are out: the client waits for them";
        }
        return switch (now.spec().failover().allDown()) {
            case REFUSE -> "nobody is eligible: the client is refused";
            case HOLD -> "nobody is eligible: the client is held";
            case FAIL_OPEN -> "nobody is eligible, and nobody is ready to serve fail-open: the client is refused";
        };
    }
}
