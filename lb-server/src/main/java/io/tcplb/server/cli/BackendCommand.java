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

/** {@code lb backend}. */
@Command(
        name = "backend",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Overrides what the configuration says of a backend. Overrides survive reloads and are listed in status.",
        subcommands = {
            BackendCommand.Ready.class,
            BackendCommand.Drain.class,
            BackendCommand.Maint.class,
            BackendCommand.Weight.class
        })
final class BackendCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: ready, drain, maint or weight");
    }

    /** One administrative state. */
    abstract static class State extends AdminVerb {
        @Parameters(paramLabel = "POOL/ID", converter = PoolAndId.Converter.class)
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private PoolAndId backend;

        final void set(AdminClient client, PrintWriter out, String state, @Nullable String duration)
                throws AdminException {
            String body = JsonObject.of(json -> {
                json.add("state", state);
                if (duration != null) {
                    json.add("for", duration);
                }
            });
            String answer = client.change("PUT", backend.path() + "/admin", body);
            say(out, answer, backend + " " + state + (duration == null ? "" : " for " + duration));
        }
    }

    /** A state that may expire. */
    abstract static class Limited extends State {
        @Option(names = "--for", paramLabel = "TIME", description = "Until it expires, such as 10m; default: for good.")
        private @Nullable String duration;

        final void set(AdminClient client, PrintWriter out, String state) throws AdminException {
            set(client, out, state, duration);
        }
    }

    @Command(
            name = "ready",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Removes a drain or maint: what the configuration says counts again.")
    static final class Ready extends State {
        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            set(client, out, "ready", null);
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "No new sessions; old ones finish.")
    static final class Drain extends Limited {
        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            set(client, out, "drain");
        }
    }

    @Command(
            name = "maint",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Out of service.")
    static final class Maint extends Limited {
        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            set(client, out, "maint");
        }
    }

    @Command(
            name = "weight",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Changes its share of new sessions.")
    static final class Weight extends AdminVerb {
        @Parameters(index = "0", paramLabel = "POOL/ID", converter = PoolAndId.Converter.class)
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private PoolAndId backend;

        @Parameters(index = "1", paramLabel = "N", description = "0..256; 0 = none.")
        private int weight;

        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            String body = JsonObject.of(json -> json.add("weight", weight));
            say(out, client.change("PUT", backend.path() + "/weight", body), backend + " weight " + weight);
        }
    }
}
