package io.tcplb.server.lifecycle;

import io.tcplb.control.StartException;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.config.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again and applies it. One reload at a time; any number of requests that come while one
 * runs become one more, so that the last state of the file is always the one in force in the end.
 */
final class Reloader {
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

    Reloader(Server server, Path file, Map<String, String> environment) {
        this.server = server;
        this.file = file;
        this.environment = environment;
    }

    /** Asks for a reload and returns at once. Any thread; ignored after {@link #close}. */
    void request() {
        if (requested.compareAndSet(false, true) && !thread.isShutdown()) {
            thread.execute(() -> {
                requested.set(false); // before reading: a change from here on asks for another reload
                reload();
            });
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

    private void reload() {
        boolean applied = false;
        try {
            List<String> changes = server.reload(ConfigFile.load(file, environment));
            applied = true;
            log.info("reload applied version=" + server.status().configVersion() + ": "
                    + (changes.isEmpty() ? "nothing changed" : String.join("; ", changes)));
        } catch (InvalidConfigException e) {
            log.error("reload refused, the running configuration stays: "
                    + e.problems().size() + " problem(s)");
            for (Problem problem : e.problems()) {
                log.error(problem.toString());
            }
        } catch (StartException e) {
            log.error("reload refused, the running configuration stays: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("reload failed", e);
        }
        if (!applied) {
            server.reopenAccessLog(); // who rotates logs sends the same signal and knows nothing of the configuration
        }
        server.countReload(applied);
    }
}
