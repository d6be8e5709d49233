package io.tcplb.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One {@link DemoBackend} as a child process. */
final class BackendProcess {
    static final String LISTENING = "listening";

    private final String name;
    private final int port;
    private final Process process;

    private BackendProcess(String name, int port, Process process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** Launches the process; {@link #awaitListening} tells when it serves. */
    static BackendProcess launch(String name, int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx24m",
                        "-Xss256k",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoBackend.class.getName(),
                        name,
                        Integer.toString(port))
                .redirectError(Redirect.INHERIT)
                .start();
        return new BackendProcess(name, port, process);
    }

    /** @throws IOException when the process ends instead */
    void awaitListening() throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (!LISTENING.equals(line)) {
            process.destroyForcibly();
            throw new IOException("demo backend " + name + " did not start on 127.0.0.1:" + port);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    void destroy() {
        process.destroyForcibly();
    }
}
