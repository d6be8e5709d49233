package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lb reload}. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Makes the running balancer read its configuration again, as SIGHUP does, and says what changed.")
final class ReloadCommand extends AdminVerb {
    @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
    private boolean dryRun;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        String answer = client.change("POST", "/v1/reload" + (dryRun ? "?dry-run=true" : ""), "");
        if (json()) {
            out.print(answer);
            return;
        }
        JsonFields outcome = parse(answer);
        List<String> changes = outcome.texts("changes");
        if (changes.isEmpty()) {
            out.println(dryRun ? "nothing would change" : "nothing changed");
        }
        changes.forEach(line -> out.println(Table.clean(line)));
        int sessions = (int) outcome.number("sessions", 0);
        if (sessions > 0) {
            out.println(sessions + (sessions == 1 ? " session is" : " sessions are") + " on backends that "
                    + (dryRun ? "would go" : "go"));
        }
        if (!dryRun) {
            out.println("configuration " + outcome.text("configVersion"));
        }
    }
}
