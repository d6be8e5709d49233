package io.tcplb.server.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.tcplb.server.log.Fields;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in the event log for every request that changes something, whatever came of it, and for those that were
 * turned away, though not for more than one of these in ten seconds: whoever is refused shall not fill the disk.
 * Confined to the endpoint's thread.
 */
final class Audit {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    private final LongSupplier nanos;
    private boolean denied;
    private long deniedNanos;
    private long heldBack;

    Audit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param path as it came, escapes and all */
    void changed(HttpMethod method, String path, String origin, Answer answer) {
        String line = line("audit", method, path, origin, answer).toString();
        if (answer.status().code() < 400) {
            log.info(line);
        } else {
            log.warn(line);
        }
    }

    /** Notes a change that its sender may not make. */
    void denied(HttpMethod method, String path, String origin, Answer answer) {
        long now = nanos.getAsLong();
        if (denied && now - deniedNanos < PAUSE_NANOS) {
            heldBack++;
            return;
        }
        Fields line = line("audit-denied", method, path, origin, answer);
        log.warn((heldBack == 0 ? line : line.add("held_back", heldBack)).toString());
        denied = true;
        deniedNanos = now;
        heldBack = 0;
    }

    private static Fields line(String what, HttpMethod method, String path, String origin, Answer answer) {
        return Fields.of(what)
                .add("method", method.name())
                .add("path", path)
                .add("origin", origin)
                .add("status", answer.status().code());
    }
}
