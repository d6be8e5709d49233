package io.tcplb.server.cli;

import io.tcplb.server.config.Durations;
import io.tcplb.server.drill.Condition;
import io.tcplb.server.drill.Plan;
import io.tcplb.server.drill.Report;
import io.tcplb.server.drill.ReportJson;
import io.tcplb.server.drill.Verdict;
import io.tcplb.spec.InvalidSpecException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lb drill}. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Rehearses a failure on live traffic, and ends it when it goes wrong.",
        subcommands = DrillCommand.Fail.class)
final class DrillCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: fail");
    }

    @Command(
            name = "fail",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Takes a backend out of service for a while, watches what that does to the clients, and reports it.",
                "",
                "The backend goes into maint with an expiry, so that it comes back by itself whatever becomes of this"
                        + " command. That rehearses who serves instead, whether the others carry the load, how its"
                        + " sessions are closed (on-down, as for a failure, but with reason admin_closed), held and"
                        + " queued clients, and the way back. It does not rehearse how a failure is noticed: no probe"
                        + " and no client meets a server that is dead. Kill the server itself for that.",
                "",
                "Errors are sessions that ended by backend_reset, backend_down, connect_*, no_backend, hold_timeout,"
                        + " queue_timeout, listener_full or internal_error; sessions that were moved are counted"
                        + " apart. Errors and p99 are those of the last five seconds.",
                ""
            },
            footer = "%nExit status: 0 passed, 1 aborted, interrupted or failed, 2 bad usage.")
    static final class Fail extends AdminVerb {
        @Parameters(paramLabel = "POOL/ID", converter = PoolAndId.Converter.class)
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private PoolAndId backend;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                required = true,
                converter = Time.class,
                description = "How long it is out, such as 60s.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private Duration length;

        @Option(
                names = "--abort-if",
                paramLabel = "CONDITION",
                split = ",",
                converter = ConditionConverter.class,
                description = "Bring it back as soon as this holds: errors>1%%, p99>200ms, held>0, queued>10,"
                        + " eligible<1. Several, or separated by commas: any of them.")
        private List<Condition> abortIf = List.of();

        @Option(
                names = "--baseline",
                paramLabel = "TIME",
                defaultValue = "60s",
                converter = Time.class,
                description = "How long to watch before, to compare with; 0s = not at all. Default: ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private Duration baseline;

        @Option(
                names = "--patience",
                paramLabel = "TIME",
                defaultValue = "60s",
                converter = Time.class,
                description = "How long it may take to serve again. Default: ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before run()
        private Duration patience;

        @Option(
                names = "--force",
                description = "Even when nobody else would serve, or the backend does not serve now.")
        private boolean force;

        @Override
        void run(AdminClient client, PrintWriter out) throws AdminException {
            if (length.compareTo(Duration.ofSeconds(1)) < 0) {
                throw badUsage("--for " + length.toMillis() + "ms (expected 1s or more)");
            }
            Plan plan = new Plan(backend.pool(), backend.id(), baseline, length, patience, abortIf, force);
            Report report = new DrillRun(client, backend, plan, err(), Terminal.isThere()).run();
            if (json()) {
                out.println(ReportJson.of(report));
            } else if (report.happened()) {
                DrillText.print(report, ink(), out);
            }
            out.flush();
            if (report.verdict() != Verdict.PASSED) {
                String verdict = report.verdict().name().toLowerCase(Locale.ROOT);
                throw new AdminException(LbCommand.FAILED, "drill " + verdict + ": " + report.why());
            }
        }
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (InvalidSpecException e) {
                throw new TypeConversionException("'" + text + "' is no duration (expected for example 60s)");
            }
        }
    }

    static final class ConditionConverter implements ITypeConverter<Condition> {
        @Override
        public Condition convert(String text) {
            try {
                return Condition.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
