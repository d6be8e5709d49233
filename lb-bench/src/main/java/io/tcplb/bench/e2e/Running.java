package io.tcplb.bench.e2e;

import io.tcplb.bench.e2e.Party.Route;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A party that accepts connections.
 *
 * @param process its process; {@code null} for none at all, when clients reach the backend itself
 * @param readyNanos from launch to the moment it said or showed that it accepts connections
 */
record Running(@Nullable Child process, List<Route> routes, long readyNanos) implements AutoCloseable {
    int port(String route) {
        return routes.stream()
                .filter(candidate -> candidate.name().equals(route))
                .findFirst()
                .orElseThrow()
                .port();
    }

    boolean isProxy() {
        return process != null;
    }

    /** Returns the CPU time that all of the proxy's processes have used, those that ended too; 0 without a proxy. */
    long cpuNanos() {
        return process == null ? 0 : process.tree().mapToLong(Procfs::cpuNanos).sum();
    }

    void signal(String name) throws IOException, InterruptedException {
        if (process == null) {
            throw new IllegalStateException("no proxy to signal");
        }
        process.signal(name);
    }

    /** Returns resident memory in bytes, all of its processes. */
    long residentBytes() {
        return process == null
                ? 0
                : process.tree().mapToLong(Procfs::residentBytes).sum();
    }

    /** Returns live heap and off-heap buffers after a full collection; empty when the process is no JVM. */
    OptionalLong liveBytes() throws IOException, InterruptedException {
        if (process == null) {
            return OptionalLong.empty();
        }
        OptionalLong jvm = process.tree()
                .filter(Procfs::isJvm)
                .mapToLong(ProcessHandle::pid)
                .findFirst();
        return jvm.isEmpty() ? jvm : OptionalLong.of(JvmMemory.liveBytes(jvm.getAsLong()));
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
