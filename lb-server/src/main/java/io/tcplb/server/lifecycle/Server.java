package io.tcplb.server.lifecycle;

import io.netty.util.NetUtil;
import io.tcplb.control.LoadBalancer;
import io.tcplb.control.StartException;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.server.config.ServerConfig;
import io.tcplb.server.log.AccessLog;
import io.tcplb.server.log.EventLog;
import io.tcplb.server.metrics.Metrics;
import io.tcplb.server.metrics.MetricsServer;
import io.tcplb.server.metrics.ServerReading;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The balancer with its logs and its metrics endpoint. {@link #reload} and {@link #shutdown} are each called by one
 * thread at a time; everything else is safe from any thread.
 */
public final class Server {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final String version;
    private final AccessLog accessLog;
    private final Metrics metrics;
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private volatile @Nullable LoadBalancer balancer;
    private volatile boolean stopping;
    private volatile ServerConfig config;
    private @Nullable MetricsServer metricsServer;

    private Server(String version, ServerConfig config) {
        this.version = version;
        this.config = config;
        this.accessLog = new AccessLog(System::currentTimeMillis, log::warn);
        this.metrics = new Metrics(this::reading);
    }

    /**
     * Opens the access log, binds the metrics endpoint and every listener.
     *
     * @throws StartException when one of them cannot be; nothing is left open
     */
    public static Server start(String version, ServerConfig config) throws StartException {
        Server server = new Server(version, config);
        try {
            server.accessLog.use(Outputs.open(config.accessLog()));
            server.metricsServer = MetricsServer.start(address(config.metrics().bind()), server.metrics, server::ready);
            server.balancer = LoadBalancer.start(config.lb(), new EventLog(server.accessLog, System::nanoTime));
        } catch (IOException e) {
            server.release();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (StartException e) {
            server.release();
            throw e;
        }
        return server;
    }

    /**
     * Makes {@code next} the configuration: all of it, or nothing when an address or the access log's file is not to
     * be had. The access log's file is opened anew even if nothing changed, so that it can be rotated.
     *
     * @return what changed, one line each
     */
    public List<String> reload(ServerConfig next) throws StartException {
        boolean moves = !next.metrics().equals(config.metrics());
        AccessLog.Target target = null;
        MetricsServer.Move move = null;
        List<String> changes;
        try {
            target = Outputs.open(next.accessLog());
            move = moves ? metricsServer().prepareMove(address(next.metrics().bind())) : null;
            changes = new ArrayList<>(running().apply(next.lb()).changes());
        } catch (IOException | StartException e) {
            discard(target, move);
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        accessLog.use(target);
        if (move != null) {
            move.commit();
            changes.add("metrics.bind is now " + text(metricsServer().address()));
        }
        if (!next.accessLog().equals(config.accessLog())) {
            changes.add("access-log.output is now " + next.accessLog().output());
        }
        if (!next.lb().runtime().equals(config.lb().runtime())) {
            changes.add("runtime takes effect at the next start only");
        }
        config = next;
        return changes;
    }

    /** Opens the access log's file anew, so that it can be rotated. */
    void reopenAccessLog() {
        try {
            accessLog.use(Outputs.open(config.accessLog()));
        } catch (IOException e) {
            log.error(e.getMessage() + ": going on with the file that is open");
        }
    }

    /** Counts the outcome of a reload for the metrics. */
    void countReload(boolean applied) {
        (applied ? reloads : failedReloads).increment();
    }

    /** Fails readiness, stops accepting, lets sessions finish as configured, and closes everything. */
    public void shutdown() {
        stopping = true;
        LoadBalancer running = balancer;
        if (running != null) {
            running.shutdown(config.lb().drainTimeout());
        }
        release();
    }

    /** Returns whether clients are accepted. */
    public boolean ready() {
        LoadBalancer running = balancer;
        return !stopping && running != null && running.accepting();
    }

    /** Reads the state of everything. */
    public LbStatus status() {
        return running().status();
    }

    /** Returns {@code name=address,…} of every listener and of the metrics endpoint. */
    public String addresses() {
        StringBuilder text = new StringBuilder();
        for (ListenerStatus listener : status().listeners()) {
            text.append(listener.name())
                    .append('=')
                    .append(String.join(",", listener.bind()))
                    .append(' ');
        }
        return text.append("metrics=").append(text(metricsServer().address())).toString();
    }

    /** Returns the address of the metrics endpoint. */
    public InetSocketAddress metricsAddress() {
        return metricsServer().address();
    }

    private static void discard(AccessLog.@Nullable Target target, MetricsServer.@Nullable Move move) {
        if (move != null) {
            move.abandon();
        }
        if (target != null) {
            target.discard();
        }
    }

    private void release() {
        accessLog.close();
        if (metricsServer != null) {
            metricsServer.close();
        }
        metrics.close();
    }

    private ServerReading reading() {
        return new ServerReading(version, statusIfRunning(), reloads.sum(), failedReloads.sum(), accessLog.dropped());
    }

    private @Nullable LbStatus statusIfRunning() {
        LoadBalancer running = balancer;
        try {
            return running == null ? null : running.status();
        } catch (RejectedExecutionException e) {
            return null; // it has just ended; so shall we
        }
    }

    private LoadBalancer running() {
        LoadBalancer running = balancer;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private MetricsServer metricsServer() {
        if (metricsServer == null) {
            throw new IllegalStateException("not started");
        }
        return metricsServer;
    }

    private static InetSocketAddress address(BindAddress.Inet bind) {
        return new InetSocketAddress(bind.host(), bind.port());
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
