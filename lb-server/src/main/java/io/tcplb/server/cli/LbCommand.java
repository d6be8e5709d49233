package io.tcplb.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb}: picks the verb. */
@Command(
        name = "lb",
        mixinStandardHelpOptions = true,
        description = "A layer-4 TCP load balancer with automatic failover.",
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            CheckCommand.class,
            SimulateCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            ExplainCommand.class,
            SessionsCommand.class,
            BackendCommand.class,
            ZoneCommand.class,
            FailbackCommand.class,
            ReloadCommand.class,
            DrillCommand.class,
            CompletionCommand.class
        },
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs (each has --help):%n",
        footer = "%nExit status: 0 done, 1 failed, 2 bad usage or invalid configuration.")
public final class LbCommand implements Callable<Integer> {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    /** Runs one command line and returns its exit status. */
    public static int execute(String... args) {
        PlainRun plain = PlainRun.parse(List.of(args));
        if (plain != null) {
            PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            return RunCommand.run(plain.config(), plain.pidFile(), err);
        }
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new LbCommand()).setExecutionExceptionHandler(LbCommand::failed);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return BAD_USAGE;
    }

    /** What no verb foresaw is a bug of ours, and only that is worth a stack trace. */
    private static int failed(Exception e, CommandLine verb, CommandLine.ParseResult parsed) {
        PrintWriter err = verb.getErr();
        err.println("lb: internal error, please report it:");
        e.printStackTrace(err);
        err.flush();
        return FAILED;
    }
}
