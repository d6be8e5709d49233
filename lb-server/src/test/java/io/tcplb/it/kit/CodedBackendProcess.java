package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link CodedBackend} as a process, with what can be done to it. */
public final class CodedBackendProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Path directory;
    private final String host;
    private final List<String> wrapper;
    private final int port = FreePorts.next();
    private final int controlPort = FreePorts.next();
    private Child process;

    /** @param wrapper what runs it, such as {@code ip netns exec NAME} */
    public CodedBackendProcess(Path directory, String host, List<String> wrapper) {
        this.directory = directory;
        this.host = host;
        this.wrapper = wrapper;
        this.process = launch();
        Await.until("the backend listens", START, () -> Sockets.accepts(host, port), () -> process.tail(20));
    }

    public String address() {
        return host + ":" + port;
    }

    public int port() {
        return port;
    }

    /** {@code kill -9}: every connection is reset. */
    public void kill() {
        process.kill();
    }

    /** Starts it again, and does not wait until it listens. */
    public void restart() {
        process = launch();
    }

    /** {@code kill -STOP}: the kernel still accepts connections and bytes, but nobody takes them. */
    public void freeze() {
        process.signal("STOP");
    }

    public void thaw() {
        process.signal("CONT");
    }

    /** Makes it reset whatever it accepts from now on. */
    public void resetNewcomers() {
        order(CodedBackend.RESETTING);
    }

    /** Makes it accept from now on and do nothing with it. */
    public void ignoreNewcomers() {
        order(CodedBackend.SILENT);
    }

    /** Ends {@link #resetNewcomers} or {@link #ignoreNewcomers}; who was ignored is served now. */
    public void serve() {
        order(CodedBackend.NORMAL);
    }

    /** Returns what it has seen in all its lives that must never be, in words. */
    public List<String> complaints() {
        return process.stdout().lines().toList();
    }

    @Override
    public void close() {
        process.close();
    }

    private void order(char mode) {
        try (Socket socket = Sockets.connect(Sockets.literal(host, controlPort))) {
            socket.getOutputStream().write(mode);
            if (socket.getInputStream().read() != mode) {
                throw new IllegalStateException("the backend does not obey");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Child launch() {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                LbProcess.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                CodedBackend.class.getName(),
                host,
                Integer.toString(port),
                Integer.toString(controlPort)));
        return Child.start("coded-backend", directory, Map.of(), command);
    }
}
