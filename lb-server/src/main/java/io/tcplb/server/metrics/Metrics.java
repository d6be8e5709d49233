package io.tcplb.server.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that a scrape shows: lb's own families, and the JVM's and the process's from Micrometer. */
public final class Metrics implements AutoCloseable {
    // The product is specified on the simpleclient registry; this class is the only one that would change with it.
    @SuppressWarnings("deprecation")
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** @param source read anew by every scrape; safe from any thread */
    public Metrics(Supplier<ServerReading> source) {
        new LbCollector(source).register(registry.getPrometheusRegistry());
    }

    /** Adds the JVM's and the process's own metrics. Apart, because it takes longer than all the rest of a start. */
    void bindRuntime() {
        List<MeterBinder> binders = List.of(
                new ClassLoaderMetrics(),
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                gc,
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    /**
     * Returns one scrape.
     *
     * @param accept the Accept header; decides between the text format 0.0.4 and OpenMetrics
     */
    Scrape scrape(@Nullable String accept) {
        String contentType = TextFormat.chooseContentType(accept);
        return new Scrape(contentType, registry.scrape(contentType));
    }

    record Scrape(String contentType, String body) {}

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
