package io.tcplb.observe;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One ended session.
 *
 * @param id unique in the life of the process
 * @param client peer address as accepted; {@code null} for a unix socket
 * @param pool name of the pool it was routed to; empty when it was rejected before routing
 * @param backend id of the backend it was given; empty when it got none
 * @param attempts connects tried, the successful one included
 * @param bytesToBackend relayed from client to backend
 * @param bytesToClient relayed from backend to client
 * @param waitNanos time held or queued before a backend was picked
 * @param connectNanos time of the successful connect; 0 when none succeeded
 * @param durationNanos from accept to end
 */
public record SessionSummary(
        long id,
        String listener,
        @Nullable InetSocketAddress client,
        String pool,
        String backend,
        int attempts,
        long bytesToBackend,
        long bytesToClient,
        long waitNanos,
        long connectNanos,
        long durationNanos,
        CloseReason reason) {}
