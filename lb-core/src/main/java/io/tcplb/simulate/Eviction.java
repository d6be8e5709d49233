package io.tcplb.simulate;

import io.tcplb.observe.CloseReason;
import io.tcplb.session.Pace;
import io.tcplb.spec.ClosingSpec;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Takes the sessions away from one server in the pace that a {@link ClosingSpec} sets, the oldest first. */
final class Eviction {
    private final Agenda agenda;
    private final Server server;
    private final CloseReason reason;
    private final Pace pace;
    private Agenda.@Nullable Entry next;

    Eviction(Agenda agenda, Server server, ClosingSpec spec, CloseReason reason, SplittableRandom random) {
        this.agenda = agenda;
        this.server = server;
        this.reason = reason;
        this.pace = new Pace(spec, random, agenda.now());
    }

    void step() {
        int most = pace.next(agenda.now());
        if (most > 0) {
            List<Client> clients = server.clients();
            clients.subList(0, Math.min(most, clients.size())).forEach(client -> client.evicted(reason));
        }
        if (pace.goesOn(most) && server.backend().active() > 0) {
            next = agenda.in(Pace.STEP.toNanos(), this::step);
        }
    }

    void cancel() {
        if (next != null) {
            next.cancel();
        }
    }
}
