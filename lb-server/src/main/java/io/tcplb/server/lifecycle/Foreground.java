package io.tcplb.server.lifecycle;

import io.tcplb.control.StartException;
import io.tcplb.server.config.ServerConfig;
import io.tcplb.server.log.LogbackConfigurator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One balancer in the foreground, from its start to the signal that ends it. */
public final class Foreground {
    private static final Duration RELOAD_PATIENCE = Duration.ofSeconds(5);
    private static final int FORCED_STATUS = 1;
    private static final Logger log = LoggerFactory.getLogger(Foreground.class);

    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicBoolean reloadEarly = new AtomicBoolean();
    private final AtomicReference<@Nullable Reloader> reloader = new AtomicReference<>();
    private final AtomicReference<@Nullable PidFile> pid = new AtomicReference<>();

    private Foreground() {}

    /** What runs beside the balancer, between the {@code ready} line and shutdown. */
    public interface Companion {
        /** Called once when the balancer is ready. Must return; {@code stop} ends the balancer. */
        void started(Server server, Runnable stop);

        /** Called once before the balancer shuts down. */
        void stopping();
    }

    /**
     * Starts, serves until SIGTERM or SIGINT, and shuts down in order.
     *
     * @param pidFile {@code null} = none
     * @param out takes the {@code ready} line
     * @param environment what the configuration may refer to when it is read again
     * @throws StartException when it cannot start, with a message fit for an operator
     */
    public static void run(
            String version,
            ServerConfig config,
            Map<String, String> environment,
            @Nullable Path pidFile,
            PrintStream out,
            @Nullable Companion companion)
            throws StartException {
        Uncaught.install();
        new Foreground().serve(version, config, environment, pidFile, out, companion);
    }

    private void serve(
            String version,
            ServerConfig config,
            Map<String, String> environment,
            @Nullable Path pidFile,
            PrintStream out,
            @Nullable Companion companion)
            throws StartException {
        if (pidFile != null) {
            PidFile.requireDirectory(pidFile);
        }
        installSignals(); // first: a signal during the start is honoured as soon as the start is done
        Server server = Server.start(version, config);
        Supervisor supervisor = Supervisor.of(environment);
        Reloader reloads = new Reloader(server, config.source(), environment, supervisor);
        reloader.set(reloads);
        server.reloads(reloads);
        try {
            out.println("ready " + server.addresses());
            out.flush();
            pid.set(writePid(pidFile));
            supervisor.ready(server.addresses());
            if (reloadEarly.get()) {
                reloads.request();
            }
            if (companion == null) {
                log.info("reasons and warnings are explained in " + HelpPage.in(System.getProperty("lb.home", "")));
            } else {
                companion.started(server, stop::countDown);
            }
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (companion != null) {
                companion.stopping();
            }
            shutDown(server, reloads, supervisor);
        }
    }

    private void installSignals() {
        if (!Signals.handle("HUP", this::reload)) {
            log.warn("SIGHUP is ignored, as under nohup: no reload by signal");
        }
        Signals.handle("TERM", () -> stop("SIGTERM"));
        Signals.handle("INT", () -> stop("SIGINT"));
    }

    private void reload() {
        reloadEarly.set(true); // before the look at reloader: one of us two sees what the other did
        Reloader reloads = reloader.get();
        if (reloads != null) {
            reloads.request();
        }
    }

    private void stop(String signal) {
        if (stop.getCount() == 0) {
            log.warn("second signal: exiting without waiting for sessions");
            removePid(pid.get());
            LogbackConfigurator.flush();
            Runtime.getRuntime().halt(FORCED_STATUS);
        }
        log.info("shutting down on " + signal);
        stop.countDown();
    }

    private static @Nullable PidFile writePid(@Nullable Path path) throws StartException {
        if (path == null) {
            return null;
        }
        try {
            return PidFile.write(path, ProcessHandle.current().pid());
        } catch (IOException e) {
            throw new StartException("--pid-file " + path + ": " + e, e);
        }
    }

    private void shutDown(Server server, Reloader reloads, Supervisor supervisor) {
        reloads.close(RELOAD_PATIENCE);
        supervisor.stopping(server.drainTimeout());
        server.shutdown();
        removePid(pid.get());
        log.info("stopped");
    }

    private static void removePid(@Nullable PidFile pid) {
        try {
            if (pid != null) {
                pid.remove();
            }
        } catch (IOException e) {
            log.warn("the pid file could not be removed: " + e);
        }
    }
}
