package io.tcplb.server.demo;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the demo alive. */
final class Threads {
    private Threads() {}

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "lb-demo-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
