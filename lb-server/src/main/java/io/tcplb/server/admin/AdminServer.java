package io.tcplb.server.admin;

import io.tcplb.control.LoadBalancer;
import io.tcplb.server.http.HttpEndpoint;
import io.tcplb.server.http.HttpLimits;
import io.tcplb.server.timeline.Timeline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API for operators: JSON over HTTP/1.1, on a thread of its own. */
public final class AdminServer implements AutoCloseable {
    static final int MAX_BODY_BYTES = 64 << 10;
    private static final HttpLimits LIMITS = new HttpLimits(32, 8 << 10, 64 << 10, MAX_BODY_BYTES, 60_000, 10_000);
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private final AdminApi api;
    private final List<Route> routes;
    private final Audit audit = new Audit(System::nanoTime);
    private final Timeline timeline;
    private final long heartbeatMillis;
    private final HttpEndpoint endpoint;
    private volatile @Nullable Token token;

    /**
     * Listens nowhere yet.
     *
     * @param version of lb
     * @param balancer {@code null} before it has started
     * @param reloads {@code null} before reloads are possible
     */
    public AdminServer(
            String version,
            Supplier<@Nullable LoadBalancer> balancer,
            Supplier<@Nullable Reloads> reloads,
            Timeline timeline) {
        this(version, balancer, reloads, timeline, HEARTBEAT_MILLIS);
    }

    AdminServer(
            String version,
            Supplier<@Nullable LoadBalancer> balancer,
            Supplier<@Nullable Reloads> reloads,
            Timeline timeline,
            long heartbeatMillis) {
        this.api = new AdminApi(version, balancer, reloads, timeline);
        this.timeline = timeline;
        this.heartbeatMillis = heartbeatMillis;
        this.routes = Stream.concat(api.routes().stream(), Dashboard.routes().stream())
                .toList();
        this.endpoint = new HttpEndpoint("admin.bind", "lb-admin", LIMITS, this::handler);
        endpoint.executor().scheduleAtFixedRate(this::sample, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Binds another address beside the present one; see {@link HttpEndpoint#prepareMove}.
     *
     * @param bind {@code null} = nowhere
     * @throws IOException when it cannot be bound; the message is one line that names the address and the way out
     */
    public HttpEndpoint.Move prepareMove(@Nullable InetSocketAddress bind) throws IOException {
        try {
            return endpoint.prepareMove(bind);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (another lb? set admin.bind to a free address, or to off)", e);
        }
    }

    /** Says what whoever changes something must know; {@code null} = nothing, but be on this machine. */
    public void token(@Nullable Token token) {
        this.token = token;
    }

    /** Returns everything that it answers. */
    List<Route> routes() {
        return routes;
    }

    /** Makes what answers one connection. */
    AdminHandler handler() {
        return new AdminHandler(routes, () -> token, audit, timeline, heartbeatMillis);
    }

    /** Returns whether it listens at all. */
    public boolean listens() {
        return endpoint.listens();
    }

    /** Returns where it listens, with the port that the kernel chose where 0 was asked for. */
    public InetSocketAddress address() {
        return endpoint.address();
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        endpoint.close();
    }

    private void sample() {
        try {
            if (endpoint.listens()) {
                api.sample();
            }
        } catch (RejectedExecutionException e) {
            return; // the balancer has ended, and so shall we
        } catch (RuntimeException e) {
            log.error("sampling failed", e); // and would end with its first exception
        }
    }
}
