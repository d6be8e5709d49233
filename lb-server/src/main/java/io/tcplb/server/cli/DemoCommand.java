package io.tcplb.server.cli;

import io.tcplb.control.StartException;
import io.tcplb.server.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lb demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows the main job without any configuration: three tiny backends, a balancer in front of them and steady",
            "traffic that checks every answer. Kill a backend and watch that no request fails."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "End by itself after N seconds; exit 1 if a request failed. 0 = run until Ctrl-C.")
    private int seconds;

    @Override
    public Integer call() {
        if (seconds < 0) {
            throw new ParameterException(spec.commandLine(), "--seconds: " + seconds + " (expected >= 0)");
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            return Demo.run(Version.number(), seconds, System.out) ? LbCommand.DONE : LbCommand.FAILED;
        } catch (StartException | IOException e) {
            err.println("lb: " + e.getMessage());
            err.flush();
            return LbCommand.FAILED;
        }
    }
}
