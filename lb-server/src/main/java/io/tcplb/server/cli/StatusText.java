package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.util.List;

/** The status for people. */
final class StatusText {
    private StatusText() {}

    static void print(JsonFields status, Ink ink, PrintWriter out) {
        out.println(
                Table.clean("lb " + status.text("version") + ", up " + Words.duration(status.number("uptimeSeconds", 0))
                        + ", configuration " + status.text("configVersion") + ", " + status.text("transport")));
        if (status.flag("isolated")) {
            out.println(ink.paint(Tone.BAD, "ISOLATED: lb suspects its own network and changes no backend's state"));
        }
        out.println();
        Table listeners = new Table(ink, "LISTENER", "BIND", "POOL", "ACTIVE", "TOTAL", "NEW/S");
        for (JsonFields listener : status.objects("listeners")) {
            listeners.row(
                    listener.text("name"),
                    String.join(",", listener.texts("bind")),
                    listener.text("pool"),
                    listener.text("active"),
                    listener.text("total"),
                    Words.tenths(listener.number("rate", 0)));
        }
        listeners.print(out);
        status.objects("pools").forEach(pool -> pool(pool, ink, out));
    }

    private static void pool(JsonFields pool, Ink ink, PrintWriter out) {
        List<JsonFields> backends = pool.objects("backends");
        int tier = (int) pool.number("activeTier", -1);
        out.println();
        String state = Table.clean(pool.text("state"));
        out.println(ink.paint(Tone.HEADING, Table.clean("POOL " + pool.text("name"))) + ": "
                + ink.paint(Tone.ofState(state), state)
                + Table.clean(", " + pool.text("algorithm")
                        + ", " + (tier < 0 ? "no tier serves" : "tier " + tier + " serves") + ", "
                        + pool.text("eligible")
                        + " of " + backends.size() + " eligible" + waiting(pool, "held") + waiting(pool, "queued")));
        Table table = new Table(
                        ink,
                        "BACKEND",
                        "ADDRESS",
                        "TIER",
                        "ZONE",
                        "WEIGHT",
                        "STATE",
                        "ACTIVE",
                        "TOTAL",
                        "NEW/S",
                        "WHY NOT SERVING")
                .tone("STATE", Tone::ofState);
        for (JsonFields backend : backends) {
            table.row(
                    backend.text("id"),
                    backend.text("address"),
                    backend.text("tier"),
                    backend.text("zone"),
                    weight(backend),
                    state(backend),
                    active(backend),
                    backend.text("total"),
                    Words.tenths(backend.number("rate", 0)),
                    backend.text("reason"));
        }
        table.print(out);
        for (JsonFields override : pool.objects("overrides")) {
            double left = override.number("remainingSeconds", -1);
            out.println(Table.clean("override: " + override.text("backend") + " " + override.text("what") + " by "
                    + override.text("origin") + (left < 0 ? "" : ", " + Words.duration(left) + " left")));
        }
    }

    private static String waiting(JsonFields pool, String what) {
        return pool.number(what, 0) > 0 ? ", " + pool.text(what) + " clients " + what : "";
    }

    private static String weight(JsonFields backend) {
        String weight = backend.text("weight");
        String effective = backend.text("effectiveWeight");
        return effective.equals(weight) ? weight : effective + "/" + weight;
    }

    private static String active(JsonFields backend) {
        return backend.number("maxConnections", 0) > 0
                ? backend.text("active") + "/" + backend.text("maxConnections")
                : backend.text("active");
    }

    /** The one word that decides. */
    private static String state(JsonFields backend) {
        if (backend.flag("serving")) {
            return "serving";
        }
        if (!backend.text("admin").equals("ready")) {
            return backend.text("admin");
        }
        if (backend.flag("ejected")) {
            return "ejected";
        }
        if (!backend.text("health").equals("up")) {
            return backend.text("health");
        }
        return backend.flag("eligible") ? "standby" : "waiting";
    }
}
