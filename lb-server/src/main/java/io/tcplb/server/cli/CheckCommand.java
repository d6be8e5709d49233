package io.tcplb.server.cli;

import io.tcplb.server.config.Check;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lb check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Validates a configuration and prints every problem as FILE:LINE: path: value (expected …).")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        Check check = Check.of(config.path(), System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        check.lines().forEach(out::println);
        out.flush();
        return check.status();
    }
}
