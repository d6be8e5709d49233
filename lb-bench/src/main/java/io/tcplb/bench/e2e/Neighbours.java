package io.tcplb.bench.e2e;

import java.util.stream.Stream;

/**
 * The share of the machine that programs outside this comparison used since this was made. Figures taken beside busy
 * neighbours are no good, and this tells.
 */
final class Neighbours {
    private final long startNanos = System.nanoTime();
    private final long machineStart = Procfs.machineProcessNanos();
    private final long ownStart = ownNanos();

    /** Returns 0 for a quiet machine to 1 for one that does nothing for us; short or idle spans are imprecise. */
    double share() {
        double others = (Procfs.machineProcessNanos() - machineStart) - (ownNanos() - ownStart);
        double available =
                (double) (System.nanoTime() - startNanos) * Runtime.getRuntime().availableProcessors();
        return Math.max(0, others / available);
    }

    /** This program, its children, and those of them that have ended. */
    private static long ownNanos() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                .mapToLong(Procfs::cpuNanos)
                .sum();
    }
}
