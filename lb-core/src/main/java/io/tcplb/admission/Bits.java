package io.tcplb.admission;

import java.net.Inet4Address;

/** Addresses as numbers without a sign. */
final class Bits {
    private Bits() {}

    /** Told apart by its type, and not by its length, an address's bytes need not really be copied (escape analysis). */
    static long v4(Inet4Address address) {
        return v4(address.getAddress());
    }

    static long v4(byte[] address) {
        return (address[0] & 0xffL) << 24 | (address[1] & 0xff) << 16 | (address[2] & 0xff) << 8 | (address[3] & 0xff);
    }

    static long high(byte[] address) {
        return eight(address, 0);
    }

    static long low(byte[] address) {
        return eight(address, 8);
    }

    /** Whether an IPv6 address stands for an IPv4 one. */
    static boolean isMapped(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    static long unmapped(long low) {
        return low & 0xffff_ffffL;
    }

    private static long eight(byte[] address, int from) {
        long bits = 0;
        for (int i = from; i < from + 8; i++) {
            bits = bits << 8 | (address[i] & 0xff);
        }
        return bits;
    }

    /** Returns the bits behind the first {@code prefix} of 64. */
    static long behind(int prefix) {
        return prefix == 64 ? 0 : -1L >>> prefix;
    }

    static int compare(long high, long low, long otherHigh, long otherLow) {
        int result = Long.compareUnsigned(high, otherHigh);
        return result != 0 ? result : Long.compareUnsigned(low, otherLow);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
