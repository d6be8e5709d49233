package io.tcplb.server.cli;

import io.tcplb.control.StartException;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.config.Problem;
import io.tcplb.server.config.ServerConfig;
import io.tcplb.server.lifecycle.Foreground;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lb run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs the balancer in the foreground.",
            "",
            "Prints one line 'ready' with every bound address, then writes the pid file.",
            "SIGHUP reloads the configuration; SIGTERM or SIGINT stops accepting, lets sessions finish and exits;",
            "a second one exits at once."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description = "Holds the process id while the balancer is ready.")
    private @Nullable Path pidFile;

    @Override
    public Integer call() {
        return run(config.path(), pidFile, spec.commandLine().getErr());
    }

    /** Runs until a signal and returns the exit status. */
    static int run(Path config, @Nullable Path pidFile, PrintWriter err) {
        try {
            Map<String, String> environment = System.getenv();
            ServerConfig loaded = ConfigFile.load(config, environment);
            Foreground.run(Version.number(), loaded, environment, pidFile, System.out, null);
            return LbCommand.DONE;
        } catch (InvalidConfigException e) {
            for (Problem problem : e.problems()) {
                err.println(problem);
            }
            err.flush();
            return LbCommand.BAD_USAGE;
        } catch (StartException e) {
            err.println("lb: " + e.getMessage());
            err.flush();
            return LbCommand.FAILED;
        }
    }
}
