package io.tcplb.it.chaos;

import io.tcplb.it.chaos.Fault.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which fault comes when: a function of a seed. Two backends at least are well at any time, and have been for a while,
 * so that no new session has an excuse to fail.
 */
final class Schedule {
    private static final long FIRST = 3_000;
    private static final int GAP = 3_000;
    private static final int LONGEST = 7_000;
    private static final int SHORTEST = 1_000;

    /** How long after a fault its backend may still be out: started again, probed twice. */
    static final long RECOVERY = 5_000;

    /** The end of a run is quiet: everything must be as at its start. */
    private static final long QUIET = 10_000;

    private static final int WELL = 2;

    private final Random random;
    private final long endMillis;
    private final long[] outUntil;
    private final int cuttable;
    private final Map<Kind, Integer> drawn = new EnumMap<>(Kind.class);
    private final List<Fault> faults = new ArrayList<>();

    private Schedule(long seed, long millis, int backends, int cuttable) {
        this.random = new Random(seed);
        this.endMillis = millis - QUIET;
        this.outUntil = new long[backends];
        this.cuttable = cuttable;
    }

    /**
     * Returns the faults of a run in the order of their times.
     *
     * @param millis how long the run is
     * @param cuttable the only backend with a link of its own
     */
    static List<Fault> of(long seed, long millis, int backends, int cuttable) {
        return new Schedule(seed, millis, backends, cuttable).draw();
    }

    private List<Fault> draw() {
        for (long at = FIRST; at < endMillis; at += 1 + random.nextInt(GAP)) {
            Kind kind = rarest();
            int backend = kind.hasBackend() ? backendFor(kind, at) : Fault.NOBODY;
            if (kind.hasBackend() && backend == Fault.NOBODY) {
                continue;
            }
            long lasts = kind.takesOut() ? SHORTEST + random.nextInt(LONGEST - SHORTEST) : 0;
            lasts = Math.min(lasts, endMillis - at);
            if (kind.takesOut()) {
                outUntil[backend] = at + lasts + RECOVERY;
            }
            drawn.merge(kind, 1, Integer::sum);
            faults.add(new Fault(at, lasts, kind, backend));
        }
        return Collections.unmodifiableList(faults);
    }

    /** Returns one of the kinds that have been drawn least, so that a short run has them all. */
    private Kind rarest() {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
        Collections.shuffle(kinds, random);
        return kinds.stream()
                .min(Comparator.comparingInt(kind -> drawn.getOrDefault(kind, 0)))
                .orElseThrow();
    }

    /** Returns a backend that may be taken out now; {@link Fault#NOBODY} when too few would be left. */
    private int backendFor(Kind kind, long at) {
        List<Integer> well = new ArrayList<>();
        for (int backend = 0; backend < outUntil.length; backend++) {
            if (outUntil[backend] <= at) {
                well.add(backend);
            }
        }
        if (kind.takesOut() && well.size() <= WELL) {
            return Fault.NOBODY;
        }
        if (kind == Kind.CUT) {
            return well.contains(cuttable) ? cuttable : Fault.NOBODY;
        }
        return well.get(random.nextInt(well.size()));
    }
}
