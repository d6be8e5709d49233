package io.tcplb.server.lifecycle;

import io.tcplb.control.Difference;
import io.tcplb.control.StartException;
import io.tcplb.server.admin.Reloads;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again and applies it. One reload at a time; any number of requests that come while one
 * runs become one more, so that the last state of the file is always the one in force in the end.
 */
final class Reloader implements Reloads {
    private static final Logger log = LoggerFactory.getLogger(Reloader.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread reloading = new Thread(task, "lb-reload");
        reloading.setDaemon(true);
        return reloading;
    });

    private final AtomicBoolean requested = new AtomicBoolean();
    private final Server server;
    private final Path file;
    private final Map<String, String> environment;
    private final Supervisor supervisor;

    Reloader(Server server, Path file, Map<String, String> environment, Supervisor supervisor) {
        this.server = server;
        this.file = file;
        this.environment = environment;
        this.supervisor = supervisor;
    }

    /** Asks for a reload and returns at once. Any thread; ignored after {@link #close}. */
    void request() {
        if (requested.compareAndSet(false, true) && !thread.isShutdown()) {
            thread.execute(() -> {
                requested.set(false); // before reading: a change from here on asks for another reload
                apply();
            });
        }
    }

    @Override
    public Outcome reload(boolean dryRun, String origin) {
        Future<Outcome> outcome = thread.submit(() -> {
            if (dryRun) {
                return preview();
            }
            log.info("reload requested origin=" + origin);
            return apply();
        });
        try {
            return outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reload failed", e.getCause());
        }
    }

    /** Refuses further requests and waits for the reload that is running, at most {@code patience}. */
    void close(Duration patience) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("a reload is still running at shutdown");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome preview() {
        try {
            return applied(server.preview(ConfigFile.load(file, environment)));
        } catch (InvalidConfigException e) {
            return refused(Result.INVALID, texts(e));
        }
    }

    private Outcome apply() {
        supervisor.reloading(System.nanoTime());
        Outcome outcome = tryApply();
        boolean applied = outcome.result() == Result.APPLIED;
        if (applied) {
            // The admin API tells all of it; a line that nobody can read helps nobody.
            log.info(
                    "reload applied version=" + outcome.configVersion() + ": " + Difference.summary(outcome.changes()));
        } else {
            outcome.problems()
                    .forEach(problem -> log.error("reload refused, the running configuration stays: " + problem));
            server.noteRefusedReload(String.join("; ", outcome.problems()));
            server.reopenAccessLog(); // who rotates logs sends the same signal and knows nothing of the configuration
        }
        server.countReload(applied);
        supervisor.ready("configuration version " + outcome.configVersion()
                + (applied ? "" : ", the last reload was refused: " + String.join("; ", outcome.problems())));
        return outcome;
    }

    private Outcome tryApply() {
        try {
            return applied(server.reload(ConfigFile.load(file, environment)));
        } catch (InvalidConfigException e) {
            return refused(Result.INVALID, texts(e));
        } catch (StartException e) {
            return refused(Result.REFUSED, List.of(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            log.error("reload failed", e);
            return refused(Result.REFUSED, List.of("internal error: " + e));
        }
    }

    private static List<String> texts(InvalidConfigException e) {
        return e.problems().stream().map(Problem::toString).toList();
    }

    private Outcome applied(Difference changes) {
        return new Outcome(Result.APPLIED, server.configVersion(), changes.lines(), changes.sessions(), List.of());
    }

    private Outcome refused(Result result, List<String> problems) {
        return new Outcome(result, server.configVersion(), List.of(), 0, problems);
    }
}
