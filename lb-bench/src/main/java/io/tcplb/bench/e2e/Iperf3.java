package io.tcplb.bench.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the receiver saw of all TCP streams of one run of iperf3. */
record Iperf3(long bytes, double bitsPerSecond) {
    /** The server opens its listener anew after each test, and a client that comes too early is cut off. */
    private static final int ATTEMPTS = 3;

    private static final int ATTEMPT_PAUSE_MILLIS = 200;
    private static final Pattern ERROR = Pattern.compile("\"error\":\\s*\"([^\"]*)\"");
    private static final Pattern RECEIVED = Pattern.compile(
            "\"sum_received\":\\s*\\{[^}]*\"bytes\":\\s*(\\d+)[^}]*\"bits_per_second\":\\s*([\\d.e+]+)");

    /**
     * Runs streams for {@code seconds} through a loopback port.
     *
     * @param up from here to the server; otherwise the other way
     */
    static Iperf3 run(int port, int streams, boolean up, int seconds) throws IOException, InterruptedException {
        IOException refused = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Thread.sleep(ATTEMPT_PAUSE_MILLIS);
            try {
                return parse(Child.run(Duration.ofSeconds(seconds + 15L), command(port, streams, up, seconds)));
            } catch (IOException e) {
                refused = e;
            }
        }
        throw new IOException(refused);
    }

    static List<String> command(int port, int streams, boolean up, int seconds) {
        List<String> command =
                new ArrayList<>(List.of("iperf3", "-c", "127.0.0.1", "-p", port + "", "-J", "-t", seconds + ""));
        if (streams > 1) {
            command.addAll(List.of("-P", streams + ""));
        }
        if (!up) {
            command.add("-R");
        }
        return command;
    }

    static Iperf3 parse(String json) throws IOException {
        Matcher error = ERROR.matcher(json);
        if (error.find()) {
            throw new IOException("iperf3: " + error.group(1));
        }
        Matcher received = RECEIVED.matcher(json);
        if (!received.find()) {
            throw new IOException("iperf3: not a report: " + json);
        }
        return new Iperf3(Long.parseLong(received.group(1)), Double.parseDouble(received.group(2)));
    }
}
