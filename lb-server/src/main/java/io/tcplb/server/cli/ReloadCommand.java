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
        JsonFields outcome = parse(client.change("POST", "/v1/reload" + (dryRun ? "?dry-run=true" : ""), ""));
        List<String> changes = outcome.texts("changes");
        if (changes.isEmpty()) {
            out.println(dryRun ? "nothing would change" : "nothing changed");
        }
        changes.forEach(line -> out.println(Table.clean(line)));
        if (!dryRun) {
            out.println("configuration " + outcome.text("configVersion"));
        }
    }
}
