package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lb events}. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows what happened and why: the latest 10,000 decisions of the running balancer, oldest first.")
final class EventsCommand extends AdminVerb {
    @Option(names = "--follow", description = "Go on with each event as it happens, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "SEQ",
            defaultValue = "0",
            description = "Only events after the one with this number.")
    private long since;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        String path = "/v1/events?since=" + since;
        if (!follow) {
            client.get(path).lines().forEach(event -> print(event, out));
            return;
        }
        boolean readerLeft = client.follow(path, event -> {
            print(event, out);
            return !out.checkError();
        });
        if (!readerLeft) {
            throw new AdminException(LbCommand.FAILED, "the balancer ended the connection");
        }
    }

    private void print(String event, PrintWriter out) {
        out.println(json() ? event : line(JsonFields.parse(event), ink()));
    }

    /** {@code TIME  KIND  POOL/ID  FROM -> TO: CAUSE (N sessions)}. */
    private static String line(JsonFields event, Ink ink) {
        String pool = event.text("pool");
        String backend = event.text("backend");
        String from = event.text("from");
        String cause = event.text("cause");
        StringBuilder line = new StringBuilder(event.text("time")).append("  ");
        line.append(String.format("%-10s  ", event.text("kind")));
        line.append(pool).append(backend.isEmpty() ? "" : "/" + backend).append(pool.isEmpty() ? "" : "  ");
        line.append(from.isEmpty() ? "" : from + " -> ");
        String before = Table.clean(line.toString());
        String to = Table.clean(event.text("to"));
        line = new StringBuilder(cause.isEmpty() ? "" : ": " + cause);
        double sessions = event.number("sessions", 0);
        line.append(sessions > 0 ? " (" + event.text("sessions") + (sessions == 1 ? " session)" : " sessions)") : "");
        return before + ink.paint(Tone.ofState(to), to) + Table.clean(line.toString());
    }
}
