package io.tcplb.observe;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One live session.
 *
 * @param id as in its {@link SessionSummary}
 * @param client peer address as accepted; {@code null} for a unix socket
 * @param backend id; empty while it has none
 * @param phase {@code connecting}, {@code waiting} or {@code relaying}
 * @param ageNanos since it was accepted
 * @param idleNanos since bytes moved last; 0 before it relays
 */
public record SessionView(
        long id,
        String listener,
        @Nullable InetSocketAddress client,
        String pool,
        String backend,
        String phase,
        long bytesToBackend,
        long bytesToClient,
        long ageNanos,
        long idleNanos) {}
