package io.tcplb.balance;

import io.tcplb.backend.Backend;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The same backend for the same client by one look-up, whatever the number of backends: Maglev hashing (D. Eisenbud et
 * al., "Maglev: a fast and reliable software network load balancer", NSDI 2016, §3.4). Shares are even to a percent
 * with up to 600 backends; when one leaves, a few per cent of the others' clients move as well. Building the table
 * takes milliseconds, so it is kept for as long as the serving backends and their weights are the same.
 */
final class MaglevPicker implements Picker {
    static final int SIZE = 65_537; // prime, so that every skip visits every entry

    /** Other entries looked at before the rest is simply searched. */
    private static final int REHASHES = 16;

    private final Backend[] backends;
    private final char[] table;

    MaglevPicker(Backend[] backends, int[] weights) {
        this.backends = backends;
        this.table = table(backends, weights);
    }

    @Override
    public @Nullable Backend pick(long flowHash, Tried tried) {
        long hash = Mix.mix(flowHash + Mix.GOLDEN);
        int first = entry(hash);
        if (FirstPicker.isFree(backends[first], tried)) {
            return backends[first];
        }
        for (int i = 0; i < REHASHES; i++) {
            hash = Mix.mix(hash + Mix.GOLDEN);
            int other = entry(hash);
            if (FirstPicker.isFree(backends[other], tried)) {
                return backends[other];
            }
        }
        return FirstPicker.firstFree(backends, first, tried);
    }

    private int entry(long hash) {
        return table[(int) (((hash >>> 33) * SIZE) >>> 31)];
    }

    /** Backends take turns at their next preferred free entry; one of half the greatest weight skips every other turn. */
    private static char[] table(Backend[] backends, int[] weights) {
        int n = backends.length;
        int[] position = new int[n];
        int[] skip = new int[n];
        int greatest = 0;
        for (int i = 0; i < n; i++) {
            long name = Mix.of(backends[i].id());
            position[i] = (int) Long.remainderUnsigned(name, SIZE);
            skip[i] = 1 + (int) Long.remainderUnsigned(Mix.mix(name + Mix.GOLDEN), SIZE - 1);
            greatest = Math.max(greatest, weights[i]);
        }
        char[] table = new char[SIZE];
        Arrays.fill(table, Character.MAX_VALUE);
        int[] credit = new int[n];
        for (int filled = 0; ; ) {
            for (int i = 0; i < n; i++) {
                credit[i] += weights[i];
                if (credit[i] < greatest) {
                    continue;
                }
                credit[i] -= greatest;
                int at = position[i];
                while (table[at] != Character.MAX_VALUE) {
                    at = at + skip[i] < SIZE ? at + skip[i] : at + skip[i] - SIZE;
                }
                table[at] = (char) i;
                position[i] = at;
                if (++filled == SIZE) {
                    return table;
                }
            }
        }
    }
}
