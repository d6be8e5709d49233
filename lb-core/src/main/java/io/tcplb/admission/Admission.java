package io.tcplb.admission;

import io.tcplb.spec.AdmissionSpec;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who one listener lets in, and how fast. Safe from any thread. Times are nanoseconds of a clock that may start anywhere
 * and never goes back, such as {@link System#nanoTime}; one that is a little behind another thread's does no harm.
 *
 * <p>A source is an IPv4 address, or a /64 in IPv6, since a host has that many addresses to itself. At most {@link
 * #MAX_SOURCES} sources are remembered, those without sessions and with a full bucket only until their place is needed.
 * When all places are taken, a new source is admitted uncounted: otherwise whoever commands that many addresses could
 * lock everybody else out. {@link #overflows} tells of it; the listener's own limits hold in any case.
 */
public final class Admission {
    /** Places for sources. They are taken in sixteen parts, so that one part may be full a few percent early. */
    public static final int MAX_SOURCES = SourceTable.PARTS * SourceTable.MAX_PER_PART;

    private final AtomicLong full; // the listener's bucket, see Rate
    private final SourceTable sources;
    private volatile Rules rules;

    public Admission(AdmissionSpec spec, long nowNanos) {
        this.full = new AtomicLong(nowNanos);
        this.sources = new SourceTable(nowNanos);
        this.rules = Rules.of(spec);
    }

    /**
     * Goes by {@code next} from now on. Buckets and counts go on; sessions that were admitted while there were no limits
     * per source have not been counted and are not.
     *
     * @param nowNanos the time of the change; buckets hold a moment and not a number, so that there is nothing to convert
     */
    public void update(AdmissionSpec next, long nowNanos) {
        rules = Rules.of(next);
    }

    /** Returns whether the listener's rate has room for one more connection, and takes it. False is {@code rate_limited}. */
    public boolean admitsAnother(long nowNanos) {
        Rate rate = rules.rate();
        if (rate.isUnlimited()) {
            return true;
        }
        while (true) {
            long before = full.get();
            if (!rate.admits(before, nowNanos)) {
                return false;
            }
            if (full.compareAndSet(before, rate.after(before, nowNanos))) {
                return true;
            }
        }
    }

    /**
     * Decides on a client, by its address and by what its source already has.
     *
     * @param client null for one of a unix socket, which has no address and is always admitted
     */
    public Ticket admit(@Nullable InetAddress client, long nowNanos) {
        if (client == null) {
            return Outright.ADMITTED;
        }
        Rules now = rules;
        if (!now.lets(client)) {
            return Outright.DENIED;
        }
        return now.hasSourceLimits() ? sources.admit(client, now, nowNanos) : Outright.ADMITTED;
    }

    /** Returns how many clients were admitted uncounted because there was no place for their source. */
    public long overflows() {
        return sources.overflows();
    }

    /** Returns how many sources are remembered at the moment. */
    public int sources() {
        return sources.size();
    }
}
