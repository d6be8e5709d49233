package io.tcplb.server.lifecycle;

import io.netty.util.NetUtil;
import io.tcplb.control.Difference;
import io.tcplb.control.LoadBalancer;
import io.tcplb.control.StartException;
import io.tcplb.observe.LbStatus;
import io.tcplb.observe.ListenerStatus;
import io.tcplb.observe.Transition;
import io.tcplb.server.admin.AdminServer;
import io.tcplb.server.admin.Reloads;
import io.tcplb.server.admin.Token;
import io.tcplb.server.config.ServerConfig;
import io.tcplb.server.http.HttpEndpoint;
import io.tcplb.server.log.AccessLog;
import io.tcplb.server.log.EventLog;
import io.tcplb.server.metrics.Metrics;
import io.tcplb.server.metrics.MetricsServer;
import io.tcplb.server.metrics.ServerReading;
import io.tcplb.server.timeline.Timeline;
import io.tcplb.spec.BindAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final Timeline timeline = new Timeline(System::currentTimeMillis);
    private final AdminServer adminServer;
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();
    private volatile @Nullable LoadBalancer balancer;
    private volatile @Nullable Reloads reloader;
    private volatile boolean stopping;
    private volatile ServerConfig config;
    private @Nullable MetricsServer metricsServer;

    private Server(String version, ServerConfig config) {
        this.version = version;
        this.config = config;
        this.accessLog = new AccessLog(System::currentTimeMillis, log::warn);
        this.metrics = new Metrics(this::reading);
        this.adminServer = new AdminServer(version, () -> balancer, () -> reloader, timeline);
    }

    /**
     * Opens the access log, binds the metrics endpoint, the admin API and every listener.
     *
     * @throws StartException when one of them cannot be; nothing is left open
     */
    public static Server start(String version, ServerConfig config) throws StartException {
        Server server = new Server(version, config);
        try {
            server.accessLog.use(Outputs.open(config.accessLog()));
            server.metricsServer = MetricsServer.start(address(config.metrics().bind()), server.metrics, server::ready);
            server.adminServer.token(Outputs.token(config.admin()));
            server.adminServer.prepareMove(address(config.admin())).commit();
            EventLog log = new EventLog(server.accessLog, server.timeline::record, System::nanoTime);
            server.balancer = LoadBalancer.start(config.lb(), log);
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
     * @return what changed
     */
    public Difference reload(ServerConfig next) throws StartException {
        AccessLog.Target target = null;
        HttpEndpoint.Move metricsMove = null;
        HttpEndpoint.Move adminMove = null;
        Difference changes;
        try {
            target = Outputs.open(next.accessLog());
            Token token = Outputs.token(next.admin());
            metricsMove = metricsMoves(next)
                    ? metricsServer().prepareMove(address(next.metrics().bind()))
                    : null;
            adminMove = adminMoves(next) ? adminServer.prepareMove(address(next.admin())) : null;
            changes = running().apply(next.lb()).changes();
            adminServer.token(token); // before an address that others reach, and nothing fails from here on
        } catch (IOException | StartException e) {
            abandon(metricsMove);
            abandon(adminMove);
            if (target != null) {
                target.discard();
            }
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        accessLog.use(target);
        commit(metricsMove);
        commit(adminMove);
        changes = changes.and(outside(next, text(metricsServer().address()), adminText()));
        config = next;
        return changes;
    }

    /** Returns what {@link #reload} would change, and changes nothing. */
    public Difference preview(ServerConfig next) {
        BindAddress.Inet admin = next.admin().bind();
        return running()
                .preview(next.lb())
                .and(outside(next, next.metrics().bind().toString(), admin == null ? "off" : admin.toString()));
    }

    /** What lies outside the core and differs. */
    private List<String> outside(ServerConfig next, String metricsBind, String adminBind) {
        List<String> changes = new ArrayList<>();
        if (metricsMoves(next)) {
            changes.add("metrics.bind is now " + metricsBind);
        }
        if (adminMoves(next)) {
            changes.add("admin.bind is now " + adminBind);
        }
        if (!next.admin().tokenFile().equals(config.admin().tokenFile())) {
            changes.add("admin.token-file changed");
        }
        if (!next.accessLog().equals(config.accessLog())) {
            changes.add("access-log.output is now " + next.accessLog().output());
        }
        return changes;
    }

    private boolean metricsMoves(ServerConfig next) {
        return !next.metrics().equals(config.metrics());
    }

    private boolean adminMoves(ServerConfig next) {
        return !Objects.equals(next.admin().bind(), config.admin().bind());
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
            running.shutdown(drainTimeout());
        }
        release();
    }

    /** Returns how long sessions may finish at a shutdown. */
    Duration drainTimeout() {
        return config.lb().drainTimeout();
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

    /** Returns the version of the configuration in force. */
    long configVersion() {
        return running().configVersion();
    }

    /** Says who reloads when the admin API is asked to. */
    void reloads(Reloads reloads) {
        reloader = reloads;
    }

    /** Notes a reload that was not applied; the core tells of the others. */
    void noteRefusedReload(String why) {
        String version = "version " + configVersion();
        timeline.record(new Transition(Transition.Kind.RELOAD, "", "", version, "refused", why, 0));
    }

    /** Returns {@code name=address,…} of every listener, of the metrics endpoint and of the admin API. */
    public String addresses() {
        StringBuilder text = new StringBuilder();
        for (ListenerStatus listener : status().listeners()) {
            text.append(listener.name())
                    .append('=')
                    .append(String.join(",", listener.bind()))
                    .append(' ');
        }
        text.append("metrics=").append(text(metricsServer().address()));
        return (adminServer.listens() ? text.append(" admin=").append(adminText()) : text).toString();
    }

    private String adminText() {
        return adminServer.listens() ? text(adminServer.address()) : "off";
    }

    /** Returns the address of the admin API; {@code null} when it is off. */
    public @Nullable InetSocketAddress adminAddress() {
        return adminServer.listens() ? adminServer.address() : null;
    }

    /** Returns the address of the metrics endpoint. */
    public InetSocketAddress metricsAddress() {
        return metricsServer().address();
    }

    private static void abandon(HttpEndpoint.@Nullable Move move) {
        if (move != null) {
            move.abandon();
        }
    }

    private static void commit(HttpEndpoint.@Nullable Move move) {
        if (move != null) {
            move.commit();
        }
    }

    private void release() {
        accessLog.close();
        if (metricsServer != null) {
            metricsServer.close();
        }
        adminServer.close();
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

    private static @Nullable InetSocketAddress address(ServerConfig.Admin admin) {
        return admin.bind() == null ? null : address(admin.bind());
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toSocketAddressString(address);
    }
}
