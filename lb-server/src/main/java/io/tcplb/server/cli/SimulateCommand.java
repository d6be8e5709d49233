package io.tcplb.server.cli;

import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.InvalidConfigException;
import io.tcplb.server.simulate.JsonLines;
import io.tcplb.server.simulate.Report;
import io.tcplb.server.simulate.ScenarioFile;
import io.tcplb.server.simulate.Table;
import io.tcplb.simulate.Scenario;
import io.tcplb.simulate.Simulation;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.PoolSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lb simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Rehearses a configuration on virtual time against a scenario of faults and load:"
                + " the same decisions as in production, no connection is made.")
final class SimulateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SCENARIO", description = "What happens when; see docs/simulate.md and conf/scenarios.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path scenario;

    @Option(names = "--json", description = "One JSON object for each pool and second, then one with the summaries.")
    private boolean json;

    @Option(names = "--all", description = "Show every second, not only those in which something changes.")
    private boolean all;

    @Option(names = "--pool", paramLabel = "NAME", description = "Rehearse this pool only; may be repeated.")
    private List<String> only = new ArrayList<>();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            LbSpec lb = ConfigFile.load(config.path()).lb();
            for (String name : only) {
                if (lb.pools().stream().noneMatch(pool -> pool.name().equals(name))) {
                    err.println("lb: " + config.path() + " has no pool " + name);
                    err.flush();
                    return LbCommand.BAD_USAGE;
                }
            }
            List<PoolSpec> pools = lb.pools().stream()
                    .filter(pool -> only.isEmpty() || only.contains(pool.name()))
                    .toList();
            Scenario read = ScenarioFile.load(scenario, System.getenv(), lb.pools(), pools);
            PrintWriter out = spec.commandLine().getOut();
            Report report = json ? new JsonLines(out) : new Table(out, pools.size(), all);
            report.end(Simulation.run(lb, pools, read, report));
            return LbCommand.DONE;
        } catch (InvalidConfigException e) {
            e.problems().forEach(err::println);
            err.flush();
            return LbCommand.BAD_USAGE;
        }
    }
}
