package io.tcplb.admission;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The sources of one listener. Sixteen independent parts, each under its own monitor for some 50 ns at a time, so that
 * event loops hardly ever wait for each other.
 */
final class SourceTable {
    static final int PARTS = 16;
    static final int MAX_PER_PART = 4096;

    private static final long V4_MARK = 0xffff_ffffL << 32; // as an IPv6 prefix this is multicast, never a source

    private final SourcePart[] parts = new SourcePart[PARTS];
    private final long salt;

    /** The salt keeps a stranger from choosing addresses that share a bucket; when a process started is secret enough. */
    SourceTable(long salt) {
        this.salt = Bits.mix(salt);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new SourcePart(MAX_PER_PART);
        }
    }

    Ticket admit(InetAddress client, Rules rules, long now) {
        long key = key(client);
        long hash = Bits.mix(key ^ salt);
        return parts[(int) (hash >>> 60)].admit(key, (int) hash, rules, now);
    }

    private static long key(InetAddress client) {
        if (client instanceof Inet4Address four) {
            return V4_MARK | Bits.v4(four);
        }
        byte[] bytes = client.getAddress();
        long high = Bits.high(bytes);
        long low = Bits.low(bytes);
        return Bits.isMapped(high, low) ? V4_MARK | Bits.unmapped(low) : high;
    }

    long overflows() {
        long sum = 0;
        for (SourcePart part : parts) {
            sum += part.overflows();
        }
        return sum;
    }

    int size() {
        int sum = 0;
        for (SourcePart part : parts) {
            sum += part.size();
        }
        return sum;
    }
}
