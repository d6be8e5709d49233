package io.tcplb.server.simulate;

import com.typesafe.config.ConfigObject;
import io.tcplb.server.config.Document;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.config.Section;
import io.tcplb.server.config.Values;
import io.tcplb.simulate.Scenario;
import io.tcplb.spec.PoolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a scenario: HOCON in, a {@link Scenario} or every problem out. */
public final class ScenarioFile {
    private static final ConfigObject REFERENCE = reference();
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final double HIGHEST_RATE = 1_000_000;
    private static final int MOST_ADDRESSES = 1_000_000;

    private final List<PoolSpec> all;
    private final List<PoolSpec> rehearsed;

    private ScenarioFile(List<PoolSpec> all, List<PoolSpec> rehearsed) {
        this.all = all;
        this.rehearsed = rehearsed;
    }

    /**
     * Reads {@code file}.
     *
     * @param all pools that it may name
     * @param rehearsed those of them that take part; what happens to the others is left out
     * @throws InvalidConfigException for whatever is wrong with the file, be it that there is none
     */
    public static Scenario load(
            Path file, Map<String, String> environment, List<PoolSpec> all, List<PoolSpec> rehearsed)
            throws InvalidConfigException {
        return Document.read(file, environment, REFERENCE, new ScenarioFile(all, rehearsed)::read);
    }

    private Scenario read(Section root) throws InvalidConfigException {
        Duration duration = root.read("duration", ScenarioFile::duration);
        int seed = root.integer("seed");
        List<Scenario.Load> load = new ArrayList<>();
        for (Section point : root.elements("load")) {
            Duration at = point.duration("at");
            Double rate = point.require("rate", ScenarioFile::rate, "new sessions per second, such as 200");
            load.add(new Scenario.Load(at, rate == null ? 0 : rate));
        }
        Scenario.Clients clients = new Scenario.Clients(
                root.read("arrivals", ScenarioFile::spread),
                root.read("session", ScenarioFile::duration),
                root.read("session-lengths", ScenarioFile::spread),
                root.read("addresses", ScenarioFile::addresses),
                root.read("patience", ScenarioFile::duration),
                root.flag("harmless-first-bytes"));
        List<Scenario.Step> steps = new ArrayList<>();
        if (root.has("events")) {
            for (Section event : root.elements("events")) {
                steps.addAll(new StepReader(event, all, rehearsed).read());
            }
        }
        root.throwIfAny();
        return new Scenario(duration, seed, load, clients, steps);
    }

    private static Scenario.Spread spread(String text) {
        return Values.choice(Scenario.Spread.class, text);
    }

    private static Duration duration(String text) {
        Duration value = Values.duration(text);
        if (value.isZero() || value.compareTo(LONGEST) > 0) {
            throw Values.refused(text, "more than 0s, at most " + LONGEST.toDays() + "d");
        }
        return value;
    }

    private static Double rate(String text) {
        double value = Values.rate(text);
        if (value > HIGHEST_RATE) {
            throw Values.refused(text, "at most " + (long) HIGHEST_RATE);
        }
        return value;
    }

    private static int addresses(String text) {
        int value = Values.integer(text);
        if (value < 1 || value > MOST_ADDRESSES) {
            throw Values.refused(text, "1.." + MOST_ADDRESSES);
        }
        return value;
    }

    private static ConfigObject reference() {
        try (InputStream in = ScenarioFile.class.getResourceAsStream("scenario.conf")) {
            if (in == null) {
                throw new IllegalStateException("scenario.conf is not on the class path");
            }
            return Document.reference(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
