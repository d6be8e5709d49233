package io.tcplb.control;

import io.tcplb.backend.Backend;
import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.OverrideStatus;
import io.tcplb.observe.PoolStatus;
import io.tcplb.pool.MemberView;
import io.tcplb.pool.OverrideView;
import io.tcplb.pool.Pool;
import io.tcplb.pool.PoolSnapshot;
import io.tcplb.proxy.ProxyListener;
import io.tcplb.spec.RouteSpec;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the state of listeners and pools into what an operator may see. Begins on the control loop. */
final class StatusReader {
    private static final CloseReason[] CONNECT_FAILURES = {
        CloseReason.CONNECT_REFUSED,
        CloseReason.CONNECT_TIMEOUT,
        CloseReason.CONNECT_UNREACHABLE,
        CloseReason.CONNECT_ERROR
    };

    private StatusReader() {}

    static ListenerStatus listener(ProxyListener listener) {
        return new ListenerStatus(
                listener.spec().name(),
                listener.addresses(),
                listener.spec().pool(),
                listener.spec().routes().stream()
                        .map(RouteSpec::pool)
                        .filter(pool -> !pool.equals(listener.spec().pool()))
                        .distinct()
                        .toList(),
                listener.stats().active(),
                listener.stats().total(),
                keyed(listener.stats().rejected()),
                listener.stats().ended(),
                listener.stats().seconds().read());
    }

    private static Map<String, Long> keyed(Map<CloseReason, Long> counts) {
        Map<String, Long> keyed = new LinkedHashMap<>();
        for (CloseReason reason : List.of(CloseReason.LISTENER_FULL, CloseReason.DENIED, CloseReason.RATE_LIMITED)) {
            keyed.put(reason.key(), counts.getOrDefault(reason, 0L));
        }
        return keyed;
    }

    /**
     * Reads what only the control loop may, and returns the rest of the work, which is most of it where backends are
     * many: it may be done on any thread.
     */
    static Supplier<PoolStatus> pool(PoolControl control, long nowNanos) {
        PoolSnapshot snapshot = control.pool().snapshot();
        List<MemberView> members = control.pool().members(nowNanos);
        Map<String, Long> failovers = control.pool().failovers();
        long failbacks = control.pool().failbacks();
        List<OverrideStatus> overrides = overrides(control, nowNanos);
        return () -> new PoolStatus(
                snapshot.spec().name(),
                snapshot.spec().algorithm().key(),
                snapshot.activeTier(),
                state(snapshot.state()),
                (int) members.stream().filter(MemberView::eligible).count(),
                control.waiting().held(),
                control.waiting().queued(),
                failovers,
                failbacks,
                control.counters().reroutes(),
                overrides,
                members.stream()
                        .map(member -> backend(member, control.counters()))
                        .toList());
    }

    private static List<OverrideStatus> overrides(PoolControl control, long nowNanos) {
        List<OverrideStatus> overrides = new ArrayList<>();
        for (OverrideView view : control.pool().overrides(nowNanos)) {
            long seconds =
                    view.remainingNanos() == Pool.NEVER ? -1 : TimeUnit.NANOSECONDS.toSeconds(view.remainingNanos());
            overrides.add(new OverrideStatus(view.backend(), view.what(), view.origin(), seconds));
        }
        return overrides;
    }

    /** A pool that is still checking serves nobody yet, which is what {@code down} says. */
    private static String state(PoolSnapshot.State state) {
        return switch (state) {
            case OK -> "ok";
            case DEGRADED -> "degraded";
            case CHECKING, DOWN -> "down";
            case FAIL_OPEN -> "fail-open";
        };
    }

    private static BackendStatus backend(MemberView member, PoolCounters counters) {
        Backend backend = member.backend();
        return new BackendStatus(
                member.spec().id(),
                member.spec().address().toString(),
                literal(backend.address()),
                member.spec().tier(),
                member.spec().zone(),
                member.weight(),
                member.effectiveWeight(),
                member.spec().maxConnections(),
                member.health(),
                member.admin(),
                member.ejected(),
                member.eligible(),
                member.serving(),
                member.reason(),
                backend.active(),
                backend.total(),
                backend.bytesToBackend(),
                backend.bytesToClient(),
                connectFailures(backend),
                counters.checks(backend),
                backend.connectSeconds().read());
    }

    private static String literal(@Nullable InetSocketAddress address) {
        return address == null ? "" : address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Map<String, Long> connectFailures(Backend backend) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (CloseReason reason : CONNECT_FAILURES) {
            counts.put(reason.key().substring("connect_".length()), backend.connectFailures(reason));
        }
        return counts;
    }
}
