package io.tcplb.server.log;

import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Ended sessions for tests. */
final class Sessions {
    private Sessions() {}

    static SessionSummary session(long id) {
        return session(id, "web", new InetSocketAddress("192.0.2.7", 5123), "web", "a", CloseReason.CLIENT_CLOSED);
    }

    static SessionSummary session(
            long id,
            String listener,
            @Nullable InetSocketAddress client,
            String pool,
            String backend,
            CloseReason reason) {
        return new SessionSummary(
                id, listener, client, pool, backend, 2, 78, 1234, 0, 123_456, 12_345_678_901L, reason);
    }
}
