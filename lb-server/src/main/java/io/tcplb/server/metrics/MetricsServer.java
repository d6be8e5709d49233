package io.tcplb.server.metrics;

import io.tcplb.server.http.HttpEndpoint;
import io.tcplb.server.http.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. */
public final class MetricsServer implements AutoCloseable {
    private static final long REQUEST_MILLIS = 10_000;
    static final int MAX_CONNECTIONS = 16;
    private static final int MAX_REQUEST_BYTES = 8 << 10;
    private static final int MAX_REQUEST_LINE = 4 << 10;
    private static final long IDLE_MILLIS = 60_000;
    private static final long PREPARE_AFTER_MILLIS = 2_000;

    private final HttpEndpoint endpoint;

    private MetricsServer(HttpEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Binds and serves.
     *
     * @param ready whether {@code /readyz} answers 200
     * @throws IOException when it cannot be bound; the message is one line that names the address
     */
    public static MetricsServer start(InetSocketAddress bind, Metrics metrics, BooleanSupplier ready)
            throws IOException {
        return start(bind, metrics, ready, IDLE_MILLIS);
    }

    static MetricsServer start(InetSocketAddress bind, Metrics metrics, BooleanSupplier ready, long idleMillis)
            throws IOException {
        HttpLimits limits = new HttpLimits(
                MAX_CONNECTIONS, MAX_REQUEST_LINE, MAX_REQUEST_BYTES, MAX_REQUEST_BYTES, idleMillis, REQUEST_MILLIS);
        HttpEndpoint endpoint =
                new HttpEndpoint("metrics.bind", "lb-metrics", limits, () -> new MetricsHandler(metrics, ready));
        try {
            endpoint.prepareMove(bind).commit();
        } catch (IOException e) {
            endpoint.close();
            throw e;
        }
        // Before a scrape would have to wait for it, but not beside the rest of the start.
        endpoint.executor().schedule(metrics::prepare, PREPARE_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        return new MetricsServer(endpoint);
    }

    /** Returns where it listens, with the port that the kernel chose where 0 was asked for. */
    public InetSocketAddress address() {
        return endpoint.address();
    }

    /**
     * Binds another address beside the present one.
     *
     * @throws IOException when it cannot be bound; the message is one line that names the address
     */
    public HttpEndpoint.Move prepareMove(InetSocketAddress bind) throws IOException {
        return endpoint.prepareMove(bind);
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        endpoint.close();
    }
}
