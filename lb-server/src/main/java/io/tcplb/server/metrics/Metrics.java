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
    private final Supplier<ServerReading> source;
    private @Nullable Registry registry;

    /** @param source read anew by every scrape; safe from any thread */
    public Metrics(Supplier<ServerReading> source) {
        this.source = source;
    }

    /** Does what the first scrape would have to do; it takes as long as a third of a start. */
    void prepare() {
        registry();
    }

    private synchronized Registry registry() {
        Registry present = registry;
        if (present == null) {
            present = new Registry(source);
            registry = present;
        }
        return present;
    }

    private static final class Registry {
        // The product is specified on the simpleclient registry; this class is the only one that would change with it.
        @SuppressWarnings("deprecation")
        private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        private final JvmGcMetrics gc = new JvmGcMetrics();

        Registry(Supplier<ServerReading> source) {
            new LbCollector(source).register(meters.getPrometheusRegistry());
            List<MeterBinder> binders = List.of(
                    new ClassLoaderMetrics(),
                    new JvmInfoMetrics(),
                    new JvmMemoryMetrics(),
                    new JvmThreadMetrics(),
                    gc,
                    new ProcessorMetrics(),
                    new FileDescriptorMetrics(),
                    new UptimeMetrics());
            binders.forEach(binder -> binder.bindTo(meters));
        }

        void close() {
            gc.close();
            meters.close();
        }
    }

    /**
     * Returns one scrape.
     *
     * @param accept the Accept header; decides between the text format 0.0.4 and OpenMetrics
     */
    Scrape scrape(@Nullable String accept) {
        String contentType = TextFormat.chooseContentType(accept);
        return new Scrape(contentType, registry().meters.scrape(contentType));
    }

    record Scrape(String contentType, String body) {}

    @Override
    public synchronized void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
