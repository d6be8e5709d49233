package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lb explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Says which backend a new session would get, and why each other one would not.")
final class ExplainCommand extends AdminVerb {
    @Parameters(paramLabel = "POOL")
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private String pool;

    @Option(names = "--client", paramLabel = "IP", description = "A session of this client; default: any.")
    private @Nullable String client;

    @Override
    void run(AdminClient admin, PrintWriter out) throws AdminException {
        String query = client == null ? "" : "?client=" + AdminClient.escape(client);
        String answer = admin.get("/v1/pools/" + AdminClient.escape(pool) + "/explain" + query);
        if (json()) {
            out.print(answer);
            return;
        }
        JsonFields explanation = parse(answer);
        String picked = explanation.text("picked");
        out.println(Table.clean(
                picked.isEmpty() ? explanation.text("words") : "a new session goes to " + pool + "/" + picked));
        Table table = new Table(ink(), "BACKEND", "TIER", "ZONE", "ELIGIBLE", "SERVING", "WHY NOT")
                .tone("ELIGIBLE", Tone::ofState)
                .tone("SERVING", Tone::ofState);
        for (JsonFields backend : explanation.objects("backends")) {
            table.row(
                    backend.text("id"),
                    backend.text("tier"),
                    backend.text("zone"),
                    backend.flag("eligible") ? "yes" : "no",
                    backend.flag("serving") ? "yes" : "no",
                    backend.text("reason"));
        }
        table.print(out);
    }
}
