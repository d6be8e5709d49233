package io.tcplb.it.chaos;

import io.tcplb.it.kit.CodedTraffic.End;
import io.tcplb.it.kit.CodedTraffic.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a run: whether every session that did not complete has a fault that explains it, by the backend and the close
 * reason that lb's log gives for it.
 */
final class Verdict {
    /**
     * An end as lb logged it.
     *
     * @param millis how long the session was
     */
    record Entry(int port, String backend, String reason, long millis) {}

    /** With two backends well at any time, nothing may end like this. */
    private static final Set<String> NEVER = Set.of(
            "no_backend",
            "connect_refused",
            "connect_timeout",
            "connect_unreachable",
            "connect_error",
            "hold_timeout",
            "queue_timeout",
            "idle_timeout",
            "half_close_timeout",
            "listener_full",
            "denied",
            "rate_limited",
            "backend_removed",
            "internal_error");

    private static final Set<End> NEVER_EITHER = Set.of(End.WRONG, End.TRUNCATED, End.HUNG);

    /** A fault takes a moment to be done, and its consequences a while to be noticed: two probes, and paced closing. */
    private static final long EARLY_MILLIS = 100;

    private static final long AFTERMATH_MILLIS = 5_000;

    private final List<Fault> faults;
    private final List<String> breaches = new ArrayList<>();

    private Verdict(List<Fault> faults) {
        this.faults = faults;
    }

    /**
     * Returns what cannot be excused, in words.
     *
     * @param log in the order of the ends
     */
    static List<String> of(List<Outcome> outcomes, List<Entry> log, List<Fault> faults) {
        Verdict verdict = new Verdict(faults);
        Map<Integer, List<Outcome>> told = outcomes.stream()
                .sorted(Comparator.comparingLong(Outcome::endMillis))
                .collect(Collectors.groupingBy(Outcome::port));
        Map<Integer, List<Entry>> logged = log.stream().collect(Collectors.groupingBy(Entry::port));
        logged.forEach((port, entries) -> {
            if (!told.containsKey(port)) {
                verdict.breaches.add("logged but never there: " + entries);
            }
        });
        told.forEach((port, visits) -> verdict.judge(visits, logged.getOrDefault(port, List.of())));
        return List.copyOf(verdict.breaches);
    }

    /** Sessions of one client port follow one another, so that their order tells which line is whose. */
    private void judge(List<Outcome> visits, List<Entry> entries) {
        if (visits.size() != entries.size()) {
            breaches.add("sessions " + visits + " are logged as " + entries);
            return;
        }
        for (int i = 0; i < visits.size(); i++) {
            Outcome visit = visits.get(i);
            Entry entry = entries.get(i);
            if (NEVER_EITHER.contains(visit.end())
                    || NEVER.contains(entry.reason())
                    || (visit.end() == End.RESET && !isExplained(visit, entry))) {
                breaches.add(visit + " is logged as " + entry);
            }
        }
    }

    private boolean isExplained(Outcome visit, Entry entry) {
        return faults.stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.DESTROY_CLIENT_SIDE
                        ? isAmid(visit, fault)
                        : isByItsBackend(fault, visit, entry));
    }

    /** The kernel's part of a session can be destroyed when lb is already through with it. */
    private static boolean isAmid(Outcome visit, Fault fault) {
        return visit.startMillis() <= fault.endMillis() && visit.endMillis() >= fault.atMillis();
    }

    /** A slow reader learns late of a reset, so that the time in lb counts. */
    private static boolean isByItsBackend(Fault fault, Outcome visit, Entry entry) {
        long end = visit.startMillis() + entry.millis();
        return fault.kind().reasons().contains(entry.reason())
                && entry.backend().equals("b" + fault.backend())
                && end >= fault.atMillis() - EARLY_MILLIS
                && end <= fault.endMillis() + AFTERMATH_MILLIS;
    }
}
