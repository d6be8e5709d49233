package io.tcplb.it.kit;

import java.util.SplittableRandom;

/**
 * How one end of a {@link CodedSession} reads and writes.
 *
 * @param socketBuffer bytes asked of the kernel for its buffers; 1 is the least there is, 0 leaves them alone
 * @param largest bytes that one read or write takes at most; sizes are spread evenly over the orders of magnitude
 * @param pauseChance how likely it rests after an operation
 * @param longestPauseMillis for how long at most
 * @param last whether it sends nothing before the other end has finished
 */
public record Manners(int socketBuffer, int largest, double pauseChance, int longestPauseMillis, boolean last) {
    /** As fast as it goes. */
    public static final Manners PLAIN = new Manners(0, Integer.MAX_VALUE, 0, 0, false);

    /** Returns how many bytes the next operation takes at most. */
    int nextSize(SplittableRandom random) {
        if (largest == Integer.MAX_VALUE) {
            return largest;
        }
        int magnitude = random.nextInt(Integer.numberOfTrailingZeros(Integer.highestOneBit(largest)) + 1);
        return Math.min(largest, 1 + random.nextInt(1 << magnitude));
    }

    /** Returns how long to rest now, in milliseconds; mostly 0. */
    int nextPause(SplittableRandom random) {
        return pauseChance > 0 && random.nextDouble() < pauseChance ? 1 + random.nextInt(longestPauseMillis) : 0;
    }

    Manners waiting() {
        return new Manners(socketBuffer, largest, pauseChance, longestPauseMillis, true);
    }
}
