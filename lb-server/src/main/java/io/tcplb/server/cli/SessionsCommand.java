package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lb sessions}. */
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the live sessions, oldest first, or closes one.")
final class SessionsCommand extends AdminVerb {
    @Option(names = "--pool", paramLabel = "POOL", description = "Of this pool only.")
    private @Nullable String pool;

    @Option(names = "--close", paramLabel = "ID", description = "Close this session.")
    private @Nullable Long close;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        if (close != null) {
            say(out, client.change("DELETE", "/v1/sessions/" + close, ""), "session " + close + " closed");
            return;
        }
        String answer = client.get("/v1/sessions" + (pool == null ? "" : "?pool=" + AdminClient.escape(pool)));
        if (json()) {
            out.print(answer);
        } else {
            print(parse(answer), ink(), out);
        }
    }

    private static void print(JsonFields answer, Ink ink, PrintWriter out) {
        Table table = new Table(
                ink, "ID", "LISTENER", "CLIENT", "POOL", "BACKEND", "PHASE", "AGE", "IDLE", "TO BACKEND", "TO CLIENT");
        for (JsonFields session : answer.objects("sessions")) {
            table.row(
                    session.text("id"),
                    session.text("listener"),
                    session.text("client"),
                    session.text("pool"),
                    session.text("backend"),
                    session.text("phase"),
                    Words.duration(session.number("ageSeconds", 0)),
                    Words.duration(session.number("idleSeconds", 0)),
                    session.text("bytesToBackend"),
                    session.text("bytesToClient"));
        }
        table.print(out);
    }
}
