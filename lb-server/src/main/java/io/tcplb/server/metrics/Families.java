package io.tcplb.server.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.tcplb.observe.Histogram;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers the samples of one scrape. Every family of the catalogue is there, whether or not it has samples. */
final class Families {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<Metric, List<Sample>> samples = new EnumMap<>(Metric.class);

    Families() {
        for (Metric metric : Metric.values()) {
            samples.put(metric, new ArrayList<>());
        }
    }

    void add(Metric metric, double value, String... labelValues) {
        samplesOf(metric).add(new Sample(metric.key(), metric.labels(), values(metric, labelValues), value));
    }

    void add(Metric metric, long value, String... labelValues) {
        add(metric, (double) value, labelValues);
    }

    void add(Metric metric, boolean value, String... labelValues) {
        add(metric, value ? 1 : 0, labelValues);
    }

    void add(Metric metric, Histogram.Reading reading, String... labelValues) {
        List<String> values = values(metric, labelValues);
        List<Sample> out = samplesOf(metric);
        List<String> bucketLabels = with(metric.labels(), "le");
        long[] cumulative = reading.cumulative();
        for (int i = 0; i < cumulative.length; i++) {
            double bound = i < reading.boundsNanos().length
                    ? reading.boundsNanos()[i] / NANOS_PER_SECOND
                    : Double.POSITIVE_INFINITY;
            List<String> bucketValues = with(values, Collector.doubleToGoString(bound));
            out.add(new Sample(metric.key() + "_bucket", bucketLabels, bucketValues, cumulative[i]));
        }
        out.add(new Sample(metric.key() + "_count", metric.labels(), values, reading.count()));
        out.add(new Sample(metric.key() + "_sum", metric.labels(), values, reading.sumNanos() / NANOS_PER_SECOND));
    }

    List<MetricFamilySamples> toList() {
        List<MetricFamilySamples> families = new ArrayList<>(samples.size());
        samples.forEach((metric, list) -> families.add(
                // The constructor takes a counter's name with or without "_total" and files it without; the text
                // formats put it back where each of them wants it.
                new MetricFamilySamples(metric.key(), typeOf(metric), metric.help(), list)));
        return families;
    }

    private List<Sample> samplesOf(Metric metric) {
        return samples.computeIfAbsent(metric, unseen -> new ArrayList<>());
    }

    private static List<String> values(Metric metric, String... labelValues) {
        if (labelValues.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric + ": " + List.of(labelValues) + " (expected " + metric.labels() + ")");
        }
        return List.of(labelValues);
    }

    private static List<String> with(List<String> list, String more) {
        List<String> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    private static Collector.Type typeOf(Metric metric) {
        return switch (metric.type()) {
            case COUNTER -> Collector.Type.COUNTER;
            case GAUGE -> Collector.Type.GAUGE;
            case HISTOGRAM -> Collector.Type.HISTOGRAM;
        };
    }
}
