package io.tcplb.simulate;

import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.spec.HealthSpec;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A virtual server and the sessions that hold a slot of it, the oldest first. A round trip takes no time. */
final class Server {
    private final Backend backend;
    private final Set<Client> clients = new LinkedHashSet<>();
    private ServerState state = ServerState.UP;

    Server(Backend backend) {
        this.backend = backend;
    }

    Backend backend() {
        return backend;
    }

    ServerState state() {
        return state;
    }

    void become(ServerState next) {
        state = next;
        clients().forEach(client -> client.serverIs(next));
    }

    void add(Client client) {
        clients.add(client);
    }

    void remove(Client client) {
        clients.remove(client);
    }

    /** Returns a copy. */
    List<Client> clients() {
        return List.copyOf(clients);
    }

    /** Returns what a probe that starts now will find; {@link ProbeResult#nanos} later. */
    ProbeResult probe(HealthSpec spec) {
        Duration timeout = spec.timeout();
        boolean late =
                state.mode() == ServerState.Mode.HANG || state.answersAfter().compareTo(timeout) >= 0;
        return switch (state.mode()) {
            case DOWN -> ProbeResult.failed(0, "connection refused");
            case UNREACHABLE -> ProbeResult.lost(timeout.toNanos(), "connect timeout after " + words(timeout));
            case UP, HANG ->
                spec.type() == HealthSpec.Type.TCP
                        ? ProbeResult.passed(0, "connected")
                        : late
                                ? ProbeResult.failed(timeout.toNanos(), "answer timeout after " + words(timeout))
                                : ProbeResult.passed(state.answersAfter().toNanos(), "answered");
        };
    }

    private static String words(Duration timeout) {
        return timeout.toMillis() + "ms";
    }
}
