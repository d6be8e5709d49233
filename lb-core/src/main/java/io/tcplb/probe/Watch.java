package io.tcplb.probe;

import io.netty.util.concurrent.Future;
import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One backend's rhythm: pause, wait for a slot, probe, pause. At any time at most one of {@code pause},
 * {@code ticket} and {@code running} is set; none is while stopped. Confined to the control loop.
 */
final class Watch {
    /** How often within one time-out a backend without an address is looked at before its first result. */
    private static final int ADDRESS_LOOKS = 10;

    final HostPort name;
    private final Prober prober;
    private final Backend backend;
    private @Nullable Future<?> pause;
    private ProbeSlots.@Nullable Ticket ticket;
    private Probe.@Nullable Running running;
    private long startNanos;
    private boolean suspected;
    private long firstSuspicionNanos; // of those that no probe has answered yet
    private long lastSuspicionNanos;
    private int addressLooks;
    private int turn; // changes whenever somebody else decides what comes next

    Watch(Prober prober, Backend backend, HostPort name) {
        this.prober = prober;
        this.backend = backend;
        this.name = name;
    }

    /** Asks for the first probe. */
    void begin() {
        if (prober.probe() != null) {
            addressLooks = backend.address() == null ? ADDRESS_LOOKS : 0;
            request(false);
        }
    }

    void stop() {
        turn++;
        suspected = false;
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
        if (ticket != null) {
            ticket.cancel();
            ticket = null;
        }
        if (running != null) {
            running.cancel();
            running = null;
            prober.slots.release();
        }
    }

    /** Sees to it that a probe starts at or after {@code atNanos}, and soon. */
    void suspect(long atNanos) {
        if (prober.probe() == null) {
            return;
        }
        if (!suspected) {
            suspected = true;
            firstSuspicionNanos = atNanos;
            lastSuspicionNanos = atNanos;
        } else if (atNanos - lastSuspicionNanos > 0) {
            lastSuspicionNanos = atNanos;
        }
        boolean queued = ticket != null && ticket.urgent;
        if (running == null && !queued) {
            request(true);
        } // a probe under way that started too early is followed by another at once
    }

    private void request(boolean urgent) {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
        if (ticket != null) {
            ticket.cancel();
        }
        turn++;
        ticket = new ProbeSlots.Ticket(this::run, urgent);
        prober.slots.request(ticket);
    }

    private void run() {
        ticket = null;
        Probe probe = prober.probe();
        InetSocketAddress address = backend.address();
        startNanos = prober.loop.ticker().nanoTime();
        if (probe == null || address == null) {
            prober.slots.release();
            withoutAddress();
            return;
        }
        addressLooks = 0;
        int port = prober.health().port();
        running = probe.start(
                new Target(
                        port == 0 ? address : new InetSocketAddress(address.getAddress(), port),
                        port == 0 ? name : new HostPort(name.host(), port),
                        port != 0 && port != address.getPort()),
                this::ended);
    }

    private void withoutAddress() {
        HealthSpec spec = prober.health();
        if (--addressLooks > 0) {
            pauseFor(spec.timeout().toNanos() / ADDRESS_LOOKS);
            return;
        }
        String why = name.host() + " has not resolved";
        // In a task of its own, like every other result.
        pause = prober.loop.schedule(() -> deliver(new ProbeResult(false, 0, why, true)), 0, TimeUnit.NANOSECONDS);
    }

    private void ended(Outcome outcome) {
        running = null;
        prober.slots.release();
        if (outcome instanceof Outcome.Done done) {
            deliver(done.result());
        } else if (outcome instanceof Outcome.NotRun notRun) {
            pauseFor(jittered(prober.health().fastInterval()));
            prober.listener.notRun(backend, notRun.reason());
        }
    }

    private void deliver(ProbeResult result) {
        pause = null;
        boolean confirming = suspected && startNanos - firstSuspicionNanos >= 0;
        // One suspicion is answered at a time, so that a stream of them cannot put off every answer.
        suspected = suspected && lastSuspicionNanos - startNanos > 0;
        firstSuspicionNanos = lastSuspicionNanos;
        int before = turn;
        try {
            prober.listener.probed(backend, result, confirming);
        } finally {
            // Unless the listener has stopped, restarted or suspected this very backend.
            if (turn == before) {
                goOn();
            }
        }
    }

    private void goOn() {
        if (suspected) {
            request(true);
        } else {
            HealthSpec spec = prober.health();
            pauseFor(jittered(prober.listener.inTransition(backend) ? spec.fastInterval() : spec.interval()));
        }
    }

    private void pauseFor(long nanos) {
        pause = prober.loop.schedule(() -> request(suspected), nanos, TimeUnit.NANOSECONDS);
    }

    private long jittered(Duration length) {
        double share = prober.health().jitter().factor() * (2 * prober.random.nextDouble() - 1);
        return Math.round(length.toNanos() * (1 + share));
    }
}
