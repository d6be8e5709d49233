package io.tcplb.probe;

import io.netty.util.concurrent.Future;
import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One host name, asked for once however many ports it is watched under. Confined to the control loop. */
final class WatchedName {
    /** After which silence is reported; the question stays open. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Most time to the next question when there is no good answer. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private final Resolver resolver;
    private final String host;
    private final Set<HostPort> ports = new LinkedHashSet<>();
    private @Nullable Answer last;
    private @Nullable Future<?> pause;
    private @Nullable Future<?> patience;
    private boolean dispatched;

    WatchedName(Resolver resolver, String host) {
        this.resolver = resolver;
        this.host = host;
    }

    String host() {
        return host;
    }

    /** Asks for the first port, or repeats to a later one what is known. */
    void add(HostPort port) {
        boolean first = ports.isEmpty();
        if (!ports.add(port)) {
            return;
        }
        if (first) {
            ask();
        } else if (last != null) {
            tell(port, last);
        }
    }

    /** Returns whether no port is left. */
    boolean remove(HostPort port) {
        ports.remove(port);
        if (ports.isEmpty()) {
            stop();
        }
        return ports.isEmpty();
    }

    void stop() {
        ports.clear();
        cancel(pause);
        cancel(patience);
    }

    /** A thread has taken the question. */
    void dispatched() {
        dispatched = true;
    }

    /** Takes the answer, which may come after {@link #PATIENCE} or after nobody wants it any more. */
    void answered(List<InetAddress> addresses, String reason) {
        if (ports.isEmpty()) {
            return;
        }
        cancel(patience);
        deliver(new Answer(addresses, "cannot resolve " + host + ": " + reason));
        Duration retry = RETRY.compareTo(resolver.every) < 0 ? RETRY : resolver.every;
        Duration wait = addresses.isEmpty() ? retry : resolver.every;
        pause = resolver.loop.schedule(this::ask, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ask() {
        dispatched = false;
        patience = resolver.loop.schedule(this::impatient, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        resolver.request(this);
    }

    private void impatient() {
        String why = dispatched ? "no answer for " : "all resolver threads busy for ";
        deliver(new Answer(List.of(), "cannot resolve " + host + ": " + why + PATIENCE.toSeconds() + "s"));
    }

    private void deliver(Answer answer) {
        if (last == null || last.addresses.isEmpty() || !answer.addresses.isEmpty()) {
            last = answer; // the last good answer is kept
        }
        // A copy: whoever is told may watch and unwatch.
        for (HostPort port : List.copyOf(ports)) {
            if (ports.contains(port)) {
                tell(port, answer);
            }
        }
    }

    private void tell(HostPort port, Answer answer) {
        if (answer.addresses.isEmpty()) {
            resolver.listener.unresolved(port, answer.reason);
        } else {
            resolver.listener.resolved(port, answer.addresses);
        }
    }

    /** @param reason why there are no addresses, when there are none */
    private record Answer(List<InetAddress> addresses, String reason) {}

    private static void cancel(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
