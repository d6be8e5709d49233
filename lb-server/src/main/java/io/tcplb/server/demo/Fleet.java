package io.tcplb.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The demo's backends. Whoever dies is brought back after a while, so that the return can be watched too. */
final class Fleet {
    static final int AWAY_SECONDS = 10;

    private final Map<String, BackendProcess> members = new ConcurrentHashMap<>();
    private final ScheduledExecutorService revival =
            Executors.newSingleThreadScheduledExecutor(Threads.daemon("revival"));
    private final PrintStream out;
    private volatile boolean stopped;

    Fleet(PrintStream out) {
        this.out = out;
    }

    /** Starts one backend for each name; returns when all of them listen. */
    void start(List<String> names, Ports ports) throws IOException {
        List<BackendProcess> launched = new ArrayList<>();
        for (String name : names) { // all at once: each takes its time to come up
            BackendProcess member = BackendProcess.launch(name, ports.free(18081));
            launched.add(member);
            members.put(name, member);
        }
        for (BackendProcess member : launched) {
            member.awaitListening();
            watch(member);
        }
    }

    List<BackendProcess> members() {
        return members.values().stream()
                .sorted(Comparator.comparing(BackendProcess::name))
                .toList();
    }

    void stop() {
        stopped = true;
        revival.shutdownNow();
        members.values().forEach(BackendProcess::destroy);
    }

    private void watch(BackendProcess member) {
        member.onExit().thenAccept(dead -> {
            if (!stopped) {
                out.println(">>> backend " + member.name() + " (pid " + member.pid() + ") is gone; it will be back in "
                        + AWAY_SECONDS + " s");
                revival.schedule(() -> revive(member), AWAY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    private void revive(BackendProcess dead) {
        try {
            BackendProcess member = BackendProcess.launch(dead.name(), dead.port());
            members.put(member.name(), member);
            member.awaitListening();
            out.println(">>> backend " + member.name() + " is back: kill -9 " + member.pid());
            watch(member);
        } catch (IOException e) {
            out.println(">>> " + e.getMessage());
        }
    }
}
