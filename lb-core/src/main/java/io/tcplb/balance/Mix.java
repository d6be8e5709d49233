package io.tcplb.balance;

/** Bit mixing for hashes and for drawing lots: the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
final class Mix {
    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mix() {}

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A round of {@link #mix}: enough for what is a hash already, or is to be multiplied by something random. */
    static long stir(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return z ^ (z >>> 27);
    }

    /** Returns the same hash for the same text in every process: balancers side by side must agree. */
    static long of(String text) {
        long hash = GOLDEN;
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash + text.charAt(i) + GOLDEN);
        }
        return hash;
    }
}
