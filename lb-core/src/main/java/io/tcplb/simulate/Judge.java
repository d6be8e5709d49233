package io.tcplb.simulate;

import io.tcplb.pool.MemberView;
import io.tcplb.pool.PoolSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Judges what a pool did: how long nobody could be served, and which backends came and went too often. */
final class Judge {
    /** More serving changes than this within the window are an oscillation. */
    private static final int STEADY = 2;

    private static final class Attendance {
        private boolean serving;
        private boolean everServed;
        private int changes;
        private int oscillations;
        private final Deque<Long> recent = new ArrayDeque<>();
    }

    private final long windowNanos;
    private final Map<String, Attendance> attendances = new HashMap<>();
    private boolean service = true;
    private long sinceNanos;
    private long withoutNanos;

    /** @param windowNanos within which two changes are a failover and its failback, and more are an oscillation */
    Judge(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /** @param answers whether a member's server does */
    void look(PoolSnapshot now, Predicate<MemberView> answers, long nowNanos) {
        boolean serviceNow = now.members().stream()
                .anyMatch(member -> (member.eligible() || member.serving()) && answers.test(member));
        if (!service) {
            withoutNanos += nowNanos - sinceNanos;
        }
        sinceNanos = nowNanos;
        service = serviceNow;
        for (MemberView member : now.members()) {
            look(attendances.computeIfAbsent(member.spec().id(), id -> new Attendance()), member.serving(), nowNanos);
        }
    }

    private void look(Attendance attendance, boolean serving, long nowNanos) {
        if (serving == attendance.serving) {
            return;
        }
        attendance.serving = serving;
        if (!attendance.everServed) {
            attendance.everServed = true;
            return;
        }
        attendance.changes++;
        attendance.recent.addLast(nowNanos);
        while (nowNanos - attendance.recent.getFirst() > windowNanos) {
            attendance.recent.removeFirst();
        }
        if (attendance.recent.size() > STEADY) {
            attendance.oscillations++;
            attendance.recent.clear();
        }
    }

    long withoutServiceNanos() {
        return withoutNanos;
    }

    int changes(String id) {
        return attendances.getOrDefault(id, new Attendance()).changes;
    }

    int oscillations(String id) {
        return attendances.getOrDefault(id, new Attendance()).oscillations;
    }
}
