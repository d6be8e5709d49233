package io.tcplb.server.cli;

import io.tcplb.server.json.JsonObject;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb zone}. */
@Command(
        name = "zone",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Takes a zone out of serving, or back.",
        subcommands = {ZoneCommand.Evacuate.class, ZoneCommand.Return.class})
final class ZoneCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: evacuate or return");
    }

    private static String path(String zone, String verb) {
        return "/v1/zones/" + AdminClient.escape(zone) + "/" + verb;
    }

    @Command(
            name = "evacuate",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "No backend of the zone serves. Refused when the others could not carry the load.")
    static final class Evacuate extends AdminVerb {
        @Parameters(paramLabel = "ZONE")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private String zone;

        @Option(names = "--for", paramLabel = "TIME", description = "Until it expires, such as 30m; default: for good.")
        private @Nullable String duration;

        @Option(names = "--force", description = "Even if the others cannot carry the load.")
        private boolean force;

        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            String body = JsonObject.of(json -> {
                json.add("force", force);
                if (duration != null) {
                    json.add("for", duration);
                }
            });
            String answer = client.change("POST", path(zone, "evacuate"), body);
            say(out, answer, "zone " + zone + " evacuated" + (duration == null ? "" : " for " + duration));
        }
    }

    @Command(
            name = "return",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Its backends may serve again.")
    static final class Return extends AdminVerb {
        @Parameters(paramLabel = "ZONE")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private String zone;

        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            say(out, client.change("POST", path(zone, "return"), ""), "zone " + zone + " returned");
        }
    }
}
