package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints what a shell needs to complete verbs, options, pools, backends and zones.",
            "",
            "bash: source <(lb completion bash)",
            "zsh:  source <(lb completion zsh), after compinit; or save it as _lb in a folder of $fpath"
        },
        subcommands = {CompletionCommand.Bash.class, CompletionCommand.Zsh.class, CompletionCommand.Ids.class})
final class CompletionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: bash or zsh");
    }

    /** One shell. */
    abstract static class Shell implements Runnable {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private CommandSpec spec;

        @Override
        public final void run() {
            PrintWriter out = spec.commandLine().getOut();
            out.print(script(new CompletionScript(spec.root())));
            out.flush();
        }

        abstract String script(CompletionScript script);
    }

    @Command(
            name = "bash",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Prints the completion for bash, 4 or later.")
    static final class Bash extends Shell {
        @Override
        String script(CompletionScript script) {
            return script.bash();
        }
    }

    @Command(
            name = "zsh",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Prints the completion for zsh.")
    static final class Zsh extends Shell {
        @Override
        String script(CompletionScript script) {
            return script.zsh();
        }
    }

    /** What the script asks a running balancer for, at a keystroke; so it has no place in the list of verbs. */
    @Command(
            name = "ids",
            hidden = true,
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Prints the pools, backends or zones of the running balancer, one a line.")
    static final class Ids extends AdminVerb {
        @Parameters(paramLabel = "pools|backends|zones")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private String what;

        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            if (!List.of("pools", "backends", "zones").contains(what)) {
                throw badUsage(what + " (expected pools, backends or zones)");
            }
            List<JsonFields> pools = parse(client.get("/v1/status")).objects("pools");
            ids(pools).filter(id -> !id.isEmpty()).distinct().forEach(id -> out.println(Table.clean(id)));
        }

        private Stream<String> ids(List<JsonFields> pools) {
            return switch (what) {
                case "pools" -> pools.stream().map(pool -> pool.text("name"));
                case "zones" ->
                    pools.stream()
                            .flatMap(pool -> pool.objects("backends").stream())
                            .map(backend -> backend.text("zone"));
                default ->
                    pools.stream()
                            .flatMap(pool -> pool.objects("backends").stream()
                                    .map(backend -> pool.text("name") + "/" + backend.text("id")));
            };
        }
    }
}
