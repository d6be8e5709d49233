package io.tcplb.server.admin;

import io.tcplb.control.LoadBalancer.Totals;
import io.tcplb.observe.BackendStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.PoolStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * New sessions per second over the last ten seconds, from a look at the counters each second. Keeps one array for each
 * listener and backend, not a copy of their names for each second. Confined to one thread.
 */
final class Rates {
    private static final int SAMPLES = 11;

    /** @param pool empty for a listener */
    record Key(String pool, String name) {}

    private static final class Track {
        final long first; // number of the sample that was its first
        final long[] totals = new long[SAMPLES];
        long last;

        Track(long first) {
            this.first = first;
        }
    }

    private final Map<Key, Track> tracks = new HashMap<>();
    private final long[] nanos = new long[SAMPLES];
    private long newest; // number of the latest sample; 0 = none

    static Key key(ListenerStatus listener) {
        return new Key("", listener.name());
    }

    static Key key(PoolStatus pool, BackendStatus backend) {
        return new Key(pool.name(), backend.id());
    }

    /** Takes note of the counters that {@code source} tells, as they stand at {@code nowNanos}. */
    void sample(Consumer<Totals> source, long nowNanos) {
        newest++;
        nanos[slot(newest)] = nowNanos;
        source.accept(new Totals() {
            @Override
            public void ofListener(String name, long total) {
                note(new Key("", name), total);
            }

            @Override
            public void ofBackend(String pool, String id, long total) {
                note(new Key(pool, id), total);
            }
        });
        tracks.values().removeIf(track -> track.last != newest);
    }

    private void note(Key key, long total) {
        Track track = tracks.computeIfAbsent(key, k -> new Track(newest));
        track.totals[slot(newest)] = total;
        track.last = newest;
    }

    /** Returns tenths of a session per second; 0 for what has been there for one sample only. */
    long tenths(Key key) {
        @Nullable Track track = tracks.get(key);
        if (track == null) {
            return 0;
        }
        int from = slot(Math.max(track.first, newest - SAMPLES + 1));
        int to = slot(newest);
        long elapsed = nanos[to] - nanos[from];
        long sessions = track.totals[to] - track.totals[from];
        return elapsed <= 0 ? 0 : Math.max(0, Math.round(sessions * 1e10 / elapsed));
    }

    private static int slot(long sample) {
        return (int) (sample % SAMPLES);
    }
}
