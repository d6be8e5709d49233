package io.tcplb.probe;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps host names resolved, again and again, without blocking any event loop: the JDK's resolver runs on a few
 * daemon threads of its own. A name that hangs occupies one of them and is reported; the others carry on. Confined to
 * the control loop, on which every answer is delivered.
 *
 * <p>The JDK caches answers itself. Unless the operator has set {@code networkaddress.cache.ttl}, it is set to 10 s
 * before the first question, so that every round sees the current records.
 */
public final class Resolver implements AutoCloseable {
    /** Time from one answer to the next question for the same name. */
    public static final Duration EVERY = Duration.ofSeconds(30);

    private static final int THREADS = 4;

    /** The JDK's resolver; apart, since a balancer whose backends all have literal addresses never needs it. */
    private static final class SystemLookup {
        private static final String CACHE_TTL = "networkaddress.cache.ttl";

        static {
            if (Security.getProperty(CACHE_TTL) == null) {
                Security.setProperty(CACHE_TTL, "10");
            }
        }

        static List<InetAddress> all(String host) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(host));
        }
    }

    /** Takes the answers, on the control loop. */
    public interface Listener {
        /** Takes one or more addresses, in the resolver's order of preference. */
        void resolved(HostPort name, List<InetAddress> addresses);

        /** Takes a failure in words for operators. The last good answer stays good. */
        void unresolved(HostPort name, String reason);
    }

    final EventExecutor loop;
    final Duration every;
    final Listener listener;
    private final Lookup lookup;
    private final int threads;
    private final ExecutorService executor;
    private final Map<String, WatchedName> names = new HashMap<>();
    private final Queue<WatchedName> waiting = new ArrayDeque<>(); // each name at most once
    private int lookingUp;
    private boolean closed;

    /** @param every {@link #EVERY} in production */
    public Resolver(EventExecutor loop, Duration every, Listener listener) {
        this(loop, every, host -> SystemLookup.all(host), THREADS, listener);
    }

    Resolver(EventExecutor loop, Duration every, Lookup lookup, int threads, Listener listener) {
        this.loop = loop;
        this.every = every;
        this.lookup = lookup;
        this.threads = threads;
        this.listener = listener;
        this.executor = Executors.newFixedThreadPool(threads, new DefaultThreadFactory("lb-resolver", true));
    }

    /** Returns the address that {@code host} spells out, without asking anybody; {@code null} when it is a name. */
    public static @Nullable InetAddress literal(String host) {
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null; // a scope of an interface that is not there
        }
    }

    /** Returns which of {@code addresses} to use: the one in use when it is still among them, else the first. */
    public static InetAddress choose(List<InetAddress> addresses, @Nullable InetAddress current) {
        return current != null && addresses.contains(current) ? current : addresses.get(0);
    }

    /** Begins to resolve {@code name}. A literal is answered within this call, and once. */
    public void watch(HostPort name) {
        assert loop.inEventLoop();
        InetAddress literal = literal(name.host());
        if (literal != null) {
            listener.resolved(name, List.of(literal));
            return;
        }
        names.computeIfAbsent(name.host(), host -> new WatchedName(this, host)).add(name);
    }

    /** Ends it: no answer for {@code name} comes any more. */
    public void unwatch(HostPort name) {
        assert loop.inEventLoop();
        WatchedName watched = names.get(name.host());
        if (watched != null && watched.remove(name)) {
            names.remove(name.host());
            waiting.remove(watched);
        }
    }

    /** Ends all of it. Lookups under way are abandoned. */
    @Override
    public void close() {
        assert loop.inEventLoop();
        closed = true;
        names.values().forEach(WatchedName::stop);
        names.clear();
        waiting.clear();
        executor.shutdownNow();
    }

    /** Asks as soon as a thread is free. */
    void request(WatchedName name) {
        waiting.add(name);
        dispatch();
    }

    private void dispatch() {
        while (lookingUp < threads && !closed) {
            WatchedName next = waiting.poll();
            if (next == null) {
                return;
            }
            lookingUp++;
            next.dispatched();
            executor.execute(() -> lookUp(next));
        }
    }

    private void lookUp(WatchedName name) {
        List<InetAddress> addresses = List.of();
        String reason = "no address";
        try {
            addresses = lookup.addresses(name.host());
        } catch (UnknownHostException e) {
            reason = "unknown host";
        } catch (RuntimeException e) {
            reason = e.toString(); // such as the JDK's refusal of a malformed name
        } finally {
            hand(name, addresses, reason);
        }
    }

    private void hand(WatchedName name, List<InetAddress> addresses, String reason) {
        try {
            loop.execute(() -> {
                lookingUp--;
                if (!closed) {
                    name.answered(addresses, reason);
                    dispatch();
                }
            });
        } catch (RejectedExecutionException e) {
            // The control loop has ended: nobody wants the answer.
        }
    }
}
