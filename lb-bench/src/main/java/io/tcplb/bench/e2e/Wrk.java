package io.tcplb.bench.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of wrk, an HTTP load client, reports.
 *
 * @param requests answered requests
 * @param perSecond answered requests per second
 * @param p50Micros median latency
 * @param p99Micros latency that one answer in a hundred exceeded
 * @param failures socket errors and answers other than 2xx and 3xx
 */
record Wrk(long requests, double perSecond, double p50Micros, double p99Micros, long failures) {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern PERCENTILES =
            Pattern.compile("\\s50%\\s+([\\d.]+)(us|ms|s|m)\\b(?s:.*?)\\s99%\\s+([\\d.]+)(us|ms|s|m)\\b");
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern BAD_ANSWERS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    /** Runs one thread of wrk with {@code connections} connections against a loopback port. */
    static Wrk run(int port, int connections, int seconds, List<String> headers)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--latency", "--timeout", "5s"));
        for (String header : headers) {
            command.addAll(List.of("-H", header));
        }
        command.add("http://127.0.0.1:" + port + "/");
        Wrk result = parse(Child.run(Duration.ofSeconds(seconds + 15L), command));
        if (result.failures > 0 || result.requests == 0) {
            throw new IOException("wrk: " + result.failures + " failures, " + result.requests + " answers");
        }
        return result;
    }

    static Wrk parse(String output) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        Matcher rate = RATE.matcher(output);
        Matcher percentiles = PERCENTILES.matcher(output);
        if (!requests.find() || !rate.find() || !percentiles.find()) {
            throw new IOException("wrk: not a report: " + output);
        }
        return new Wrk(
                Long.parseLong(requests.group(1)),
                Double.parseDouble(rate.group(1)),
                micros(percentiles.group(1), percentiles.group(2)),
                micros(percentiles.group(3), percentiles.group(4)),
                sumOfGroups(SOCKET_ERRORS.matcher(output)) + sumOfGroups(BAD_ANSWERS.matcher(output)));
    }

    private static double micros(String digits, String unit) {
        double number = Double.parseDouble(digits);
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "us" -> number;
            case "ms" -> number * 1e3;
            case "s" -> number * 1e6;
            default -> number * 60e6;
        };
    }

    private static long sumOfGroups(Matcher matcher) {
        long sum = 0;
        if (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                sum += Long.parseLong(matcher.group(i));
            }
        }
        return sum;
    }
}
