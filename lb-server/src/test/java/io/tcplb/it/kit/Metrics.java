package io.tcplb.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One scrape, parsed strictly: a line that is not Prometheus text format 0.0.4 is an error. */
public final class Metrics {
    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples = new ArrayList<>();

    private Metrics() {}

    /** Parses the body of a scrape. */
    public static Metrics parse(String text) {
        Metrics metrics = new Metrics();
        text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> metrics.samples.add(new Line(line).sample()));
        return metrics;
    }

    /**
     * Returns the sum over all samples of this name that carry these labels; 0 when there is none.
     *
     * @param labels key, value, key, value …
     */
    public double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && matches(sample, labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** As {@link #sum}, for counters and gauges that are whole numbers. */
    public long count(String name, String... labels) {
        return Math.round(sum(name, labels));
    }

    public boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name.equals(name));
    }

    /** Returns the non-zero values of {@code name} by one of its labels. */
    public Map<String, Long> by(String label, String name, String... labels) {
        Map<String, Long> values = new TreeMap<>();
        for (Sample sample : samples) {
            String key = sample.labels.get(label);
            if (sample.name.equals(name) && key != null && sample.value != 0 && matches(sample, labels)) {
                values.merge(key, Math.round(sample.value), Long::sum);
            }
        }
        return values;
    }

    private static boolean matches(Sample sample, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(sample.labels.get(labels[i]))) {
                return false;
            }
        }
        return true;
    }

    /** A cursor over one sample line. */
    private static final class Line {
        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        Sample sample() {
            String name = identifier();
            Map<String, String> labels = new TreeMap<>();
            if (peek() == '{') {
                at++;
                while (peek() != '}') {
                    String label = identifier();
                    expect('=');
                    labels.put(label, quoted());
                    if (peek() == ',') {
                        at++;
                    }
                }
                at++;
            }
            expect(' ');
            String[] rest = text.substring(at).split(" ");
            return new Sample(name, labels, number(rest[0]));
        }

        private String identifier() {
            int start = at;
            while (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == ':') {
                at++;
            }
            if (start == at) {
                throw malformed("a name");
            }
            return text.substring(start, at);
        }

        private String quoted() {
            expect('"');
            StringBuilder value = new StringBuilder();
            while (peek() != '"') {
                char c = text.charAt(at++);
                if (c == '\\') {
                    char escaped = text.charAt(at++);
                    c = escaped == 'n' ? '\n' : escaped;
                }
                value.append(c);
            }
            at++;
            return value.toString();
        }

        private double number(String word) {
            return switch (word) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(word);
            };
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed("more");
            }
            return text.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw malformed("'" + c + "'");
            }
            at++;
        }

        private IllegalArgumentException malformed(String expected) {
            return new IllegalArgumentException("column " + at + " (expected " + expected + "): " + text);
        }
    }
}
