package io.tcplb.server.simulate;

import io.tcplb.observe.Transition;
import io.tcplb.server.json.JsonString;
import io.tcplb.simulate.Second;
import io.tcplb.simulate.Summary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One JSON object for each pool and second, with what happened since the one before; at the end one with the summaries. */
public final class JsonLines implements Report {
    private final PrintWriter out;
    private final List<Object> events = new ArrayList<>();

    public JsonLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void step(long nowNanos, String words) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("at", nowNanos / 1e9);
        event.put("scenario", words);
        events.add(event);
    }

    @Override
    public void transition(long nowNanos, Transition transition) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("at", nowNanos / 1e9);
        event.put("kind", transition.kind().name().toLowerCase(Locale.ROOT));
        event.put("pool", transition.pool());
        event.put("backend", transition.backend());
        event.put("from", transition.from());
        event.put("to", transition.to());
        event.put("cause", transition.cause());
        event.put("sessions", transition.sessions());
        events.add(event);
    }

    @Override
    public void second(Second second) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("second", second.second());
        line.put("pool", second.pool());
        line.put("state", second.state());
        line.put("activeTier", second.activeTier());
        line.put("serving", second.serving());
        line.put("sessions", second.sessions());
        line.put("held", second.held());
        line.put("queued", second.queued());
        line.put("refused", second.refused());
        line.put("lost", second.lost());
        line.put("new", second.fresh());
        line.put("events", List.copyOf(events));
        events.clear();
        print(line);
    }

    @Override
    public void end(List<Summary> summaries) {
        print(Map.of("summary", summaries.stream().map(JsonLines::summary).toList()));
        out.flush();
    }

    private static Map<String, Object> summary(Summary summary) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("pool", summary.pool());
        line.put("accepted", summary.accepted());
        line.put("served", summary.served());
        line.put("refused", summary.refused());
        line.put("lost", summary.lost());
        line.put("live", summary.live());
        line.put("withoutServiceSeconds", summary.withoutService().toNanos() / 1e9);
        line.put("delayed", summary.delayed());
        line.put("longestDelaySeconds", summary.longestDelay().toNanos() / 1e9);
        line.put("retried", summary.retried());
        line.put("failovers", summary.failovers());
        line.put("failbacks", summary.failbacks());
        line.put("backends", summary.loads().stream().map(JsonLines::load).toList());
        return line;
    }

    private static Map<String, Object> load(Summary.Load load) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", load.backend());
        line.put("highest", load.highest());
        line.put("capacity", load.capacity());
        line.put("changes", load.changes());
        line.put("oscillations", load.oscillations());
        return line;
    }

    private void print(Map<String, Object> line) {
        StringBuilder text = new StringBuilder(256);
        append(text, line);
        out.println(text);
    }

    private static void append(StringBuilder text, Object value) {
        if (value instanceof Map<?, ?> map) {
            String comma = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(comma);
                JsonString.append(text, entry.getKey().toString());
                append(text.append(':'), entry.getValue());
                comma = ",";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Collection<?> list) {
            String comma = "[";
            for (Object element : list) {
                append(text.append(comma), element);
                comma = ",";
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Number) {
            text.append(value);
        } else {
            JsonString.append(text, value.toString());
        }
    }
}
