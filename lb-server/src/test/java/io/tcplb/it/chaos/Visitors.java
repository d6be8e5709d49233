package io.tcplb.it.chaos;

import io.tcplb.it.kit.CodedPlan;
import io.tcplb.it.kit.CodedTraffic;
import io.tcplb.it.kit.Manners;
import java.util.SplittableRandom;

/** What the clients of a run do: a function of its seed. */
final class Visitors {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int HUNDRED = 100;
    private static final int SLOW = 10;
    private static final int ABANDONING = 8;

    private final long seed;

    Visitors(long seed) {
        this.seed = seed;
    }

    CodedTraffic.Client client(int stream) {
        SplittableRandom random = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * stream));
        int kind = random.nextInt(HUNDRED);
        boolean slow = random.nextInt(HUNDRED) < SLOW;
        int most = slow ? 128 * KIB : kind < 60 ? 32 * KIB : kind < 95 ? MIB / 2 : 6 * MIB;
        long up = random.nextLong(most);
        long down = random.nextLong(most);
        boolean last = random.nextInt(4) == 0;
        Manners manners =
                slow ? new Manners(16 * KIB, 32 * KIB, 0.25, 500, last) : new Manners(0, 128 * KIB, 0.05, 200, last);
        long abandonAt = random.nextInt(HUNDRED) < ABANDONING ? random.nextLong(down + 1) : -1;
        return new CodedTraffic.Client(new CodedPlan(stream, up, down, manners, Manners.PLAIN), abandonAt);
    }
}
