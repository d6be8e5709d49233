package io.tcplb.proxy;

import io.tcplb.backend.Backend;
import io.tcplb.observe.CloseReason;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one event loop, by backend, so that a backend's sessions are found without looking at all others.
 * A session registers in the turn in which it picks: whoever publishes a snapshot and then visits every loop's table
 * misses nobody. Confined to its loop.
 */
final class SessionTable {
    /** Sessions of one backend, or without one, oldest first. In the table only while it has any. */
    static final class Bucket {
        private final @Nullable Backend backend;
        private @Nullable Session oldest;
        private @Nullable Session newest;
        private int size;

        Bucket(@Nullable Backend backend) {
            this.backend = backend;
        }
    }

    private final Bucket unassigned = new Bucket(null);
    private final IdentityHashMap<Backend, Bucket> byBackend = new IdentityHashMap<>();
    private int size;

    /** Adds a session that has no backend yet. */
    void add(Session session) {
        size++;
        append(unassigned, session);
    }

    /** Moves a session to {@code backend}, or to those without one. */
    void assign(Session session, @Nullable Backend backend) {
        unlink(session);
        append(backend == null ? unassigned : byBackend.computeIfAbsent(backend, Bucket::new), session);
    }

    void remove(Session session) {
        size--;
        unlink(session);
    }

    int size() {
        return size;
    }

    int size(Backend backend) {
        Bucket bucket = byBackend.get(backend);
        return bucket == null ? 0 : bucket.size;
    }

    /**
     * Takes up to {@code most} sessions away from {@code backend}, those first that have been idle longest, and returns
     * how many.
     */
    int evict(Backend backend, CloseReason reason, int most) {
        Bucket bucket = byBackend.get(backend);
        if (bucket == null || most <= 0) {
            return 0;
        }
        List<Session> chosen = idlest(bucket, most);
        for (Session session : chosen) {
            session.evicted(reason);
        }
        return chosen.size();
    }

    /** A heap of the {@code most} idlest, the most recently active of them on top: O(n log most), nothing is sorted. */
    private static List<Session> idlest(Bucket bucket, int most) {
        PriorityQueue<Session> heap = new PriorityQueue<>(
                Comparator.comparingLong(Session::lastActivityNanos).reversed());
        for (Session session = bucket.oldest; session != null; session = session.newer) {
            heap.add(session);
            if (heap.size() > most) {
                heap.remove();
            }
        }
        return List.copyOf(heap);
    }

    /** Sends those sessions of {@code backend} that still can be to another one. */
    void reroute(Backend backend) {
        Bucket bucket = byBackend.get(backend);
        if (bucket != null) {
            visit(bucket, Session::rerouted);
        }
    }

    /** Visits every session. */
    void forEach(Consumer<Session> visitor) {
        visit(unassigned, visitor);
        for (Bucket bucket : List.copyOf(byBackend.values())) {
            visit(bucket, visitor);
        }
    }

    /** Closes every session. */
    void closeAll(CloseReason reason) {
        forEach(session -> session.abort(reason));
    }

    /** Visits every session, the oldest first. A visited one may leave its bucket, but no other one does. */
    private static void visit(Bucket bucket, Consumer<Session> visitor) {
        Session session = bucket.oldest;
        while (session != null) {
            Session next = session.newer;
            visitor.accept(session);
            session = next;
        }
    }

    private static void append(Bucket bucket, Session session) {
        session.bucket = bucket;
        session.older = bucket.newest;
        session.newer = null;
        if (bucket.newest == null) {
            bucket.oldest = session;
        } else {
            bucket.newest.newer = session;
        }
        bucket.newest = session;
        bucket.size++;
    }

    private void unlink(Session session) {
        Bucket bucket = session.bucket;
        if (bucket == null) {
            return;
        }
        if (session.older == null) {
            bucket.oldest = session.newer;
        } else {
            session.older.newer = session.newer;
        }
        if (session.newer == null) {
            bucket.newest = session.older;
        } else {
            session.newer.older = session.older;
        }
        session.older = null;
        session.newer = null;
        session.bucket = null;
        bucket.size--;
        if (bucket.size == 0 && bucket.backend != null) {
            byBackend.remove(bucket.backend);
        }
    }
}
