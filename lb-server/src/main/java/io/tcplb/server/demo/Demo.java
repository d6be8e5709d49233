package io.tcplb.server.demo;

import io.tcplb.control.StartException;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.lifecycle.Foreground;
import io.tcplb.server.lifecycle.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The main job, shown: an ordinary balancer between backends that may be killed and clients that must not notice. */
public final class Demo implements Foreground.Companion {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int REQUESTS_PER_SECOND = 50;
    private static final int PATIENCE_SECONDS = 10;
    private static final int USUAL_ADMIN_PORT = 9900;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Threads.daemon("board"));
    private final Fleet fleet;
    private final Traffic traffic;
    private final int port;
    private final Path config;
    private final int seconds;
    private final PrintStream out;

    private Demo(Fleet fleet, int port, Path config, int seconds, PrintStream out) {
        this.fleet = fleet;
        this.traffic = new Traffic(port);
        this.port = port;
        this.config = config;
        this.seconds = seconds;
        this.out = out;
    }

    /**
     * Runs until a signal or for {@code seconds}.
     *
     * @param seconds 0 = until a signal
     * @return whether every request was answered
     * @throws StartException when the balancer cannot start
     * @throws IOException when the backends cannot
     */
    public static boolean run(String version, int seconds, PrintStream out) throws StartException, IOException {
        Path directory = Files.createTempDirectory("lb-demo-");
        Path config = directory.resolve("lb.conf");
        Fleet fleet = new Fleet(out);
        try {
            Ports ports = new Ports();
            fleet.start(NAMES, ports);
            int port = ports.free(8080);
            int metricsPort = ports.free(9901);
            Files.writeString(
                    config, DemoConfig.text(fleet.members(), port, metricsPort, ports.free(USUAL_ADMIN_PORT)));
            Demo demo = new Demo(fleet, port, config, seconds, out);
            Map<String, String> environment = Map.of();
            Foreground.run(version, ConfigFile.load(config, environment), environment, null, out, demo);
            return demo.report();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException("the demo's own configuration: " + e.getMessage(), e);
        } finally {
            fleet.stop();
            Files.deleteIfExists(config);
            Files.deleteIfExists(directory);
        }
    }

    @Override
    public void started(Server server, Runnable stop) {
        awaitServing(server);
        explain(server);
        traffic.start(REQUESTS_PER_SECOND);
        Board board = new Board(server, traffic);
        clock.scheduleAtFixedRate(() -> out.println(board.line()), 1, 1, TimeUnit.SECONDS);
        if (seconds > 0) {
            clock.schedule(stop, seconds, TimeUnit.SECONDS);
        }
    }

    @Override
    public void stopping() {
        clock.shutdownNow();
        try {
            traffic.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first requests of a cold start would show the start and not the balancer. */
    private static void awaitServing(Server server) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (server.status().pools().stream().anyMatch(pool -> pool.eligible() < NAMES.size())
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void explain(Server server) {
        long self = ProcessHandle.current().pid();
        out.println();
        out.println("Three backends, a balancer in front of them, " + REQUESTS_PER_SECOND + " requests a second.");
        out.println();
        out.println("  a request   curl http://127.0.0.1:" + port + "/");
        out.println(
                "  metrics     curl http://127.0.0.1:" + server.metricsAddress().getPort() + "/metrics");
        int admin = Objects.requireNonNull(server.adminAddress(), "the demo has one")
                .getPort();
        String option = admin == USUAL_ADMIN_PORT ? "" : " --admin http://127.0.0.1:" + admin;
        out.println("  dashboard   http://127.0.0.1:" + admin + "/");
        out.println("  its state   lb status" + option + "    what happens: lb events --follow" + option);
        out.println("  reload      edit " + config + ", then: kill -HUP " + self);
        for (BackendProcess member : fleet.members()) {
            out.println("  backend " + member.name() + "   127.0.0.1:" + member.port() + ", pid " + member.pid()
                    + "; to kill it: kill -9 " + member.pid());
        }
        out.println();
        out.println("Kill a backend from another terminal: no request fails, and it is back after " + Fleet.AWAY_SECONDS
                + " s. Ctrl-C ends everything.");
        out.println();
    }

    private boolean report() {
        out.println(traffic.answered() + " requests answered, " + traffic.failed() + " failed, " + traffic.retried()
                + " retried");
        if (traffic.lastFailure() != null) {
            out.println("last failure: " + traffic.lastFailure());
        }
        return traffic.failed() == 0 && traffic.answered() > 0;
    }
}
