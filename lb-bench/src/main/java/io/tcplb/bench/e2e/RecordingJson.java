package io.tcplb.bench.e2e;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A recording as JSON, every sample kept, and back. */
final class RecordingJson {
    private RecordingJson() {}

    static String write(Recording recording) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("machine", recording.machine());
        root.put("date", recording.date());
        root.put("rounds", recording.rounds());
        root.put("seconds", recording.seconds());
        root.put("warmUpSeconds", recording.warmUpSeconds());
        root.put("parties", parties(recording.parties()));
        root.put("neighbourShares", recording.neighbourShares());
        root.put("failures", recording.failures());
        root.put("metrics", metrics(recording.results()));
        return Json.write(root);
    }

    /** As a list, because readers of JSON may shuffle an object's members. */
    private static List<Object> parties(Map<String, String> parties) {
        List<Object> rows = new ArrayList<>();
        parties.forEach((name, description) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", name);
            row.put("description", description);
            rows.add(row);
        });
        return rows;
    }

    private static List<Object> metrics(Results results) {
        List<Object> rows = new ArrayList<>();
        for (Metric metric : results.metrics()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("scenario", results.scenario(metric));
            row.put("name", metric.name());
            row.put("unit", metric.unit());
            row.put("higherIsBetter", metric.higherIsBetter());
            row.put("decimals", metric.decimals());
            for (String column : Party.COLUMNS) {
                row.put(column, results.samples(metric, column));
            }
            rows.add(row);
        }
        return rows;
    }

    /** @throws IllegalArgumentException when {@code json} is not what {@link #write} writes */
    static Recording read(String json) {
        try {
            Config root = ConfigFactory.parseString(
                    json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
            Map<String, String> parties = new LinkedHashMap<>();
            for (Config party : root.getConfigList("parties")) {
                parties.put(party.getString("name"), party.getString("description"));
            }
            return new Recording(
                    root.getString("machine"),
                    root.getString("date"),
                    root.getInt("rounds"),
                    root.getInt("seconds"),
                    root.getInt("warmUpSeconds"),
                    parties,
                    root.getDoubleList("neighbourShares"),
                    root.getStringList("failures"),
                    results(root));
        } catch (ConfigException e) {
            throw new IllegalArgumentException("not the results of a run of bin/bench: " + e.getMessage(), e);
        }
    }

    private static Results results(Config root) {
        Results results = new Results();
        for (Config row : root.getConfigList("metrics")) {
            Metric metric = new Metric(
                    row.getString("name"),
                    row.getString("unit"),
                    row.getBoolean("higherIsBetter"),
                    row.getInt("decimals"));
            for (String column : Party.COLUMNS) {
                row.getDoubleList(ConfigUtil.joinPath(column))
                        .forEach(value -> results.add(row.getString("scenario"), metric, column, value));
            }
        }
        return results;
    }
}
