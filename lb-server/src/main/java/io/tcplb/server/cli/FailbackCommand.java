package io.tcplb.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lb failback}. */
@Command(
        name = "failback",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Returns traffic to recovered backends that wait, or whose failback is manual.")
final class FailbackCommand extends AdminVerb {
    @Parameters(paramLabel = "POOL")
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private String pool;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        String path = "/v1/pools/" + AdminClient.escape(pool) + "/failback";
        say(out, client.change("POST", path, ""), pool + " failback");
    }
}
