package io.tcplb.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lb status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows listeners, pools and backends: state, reason, sessions and rates.")
final class StatusCommand extends AdminVerb {
    private static final String CLEAR = "\033[H\033[2J";

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again every second, until Ctrl-C.")
    private boolean watch;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        print(client, out);
        while (watch && !out.checkError()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            print(client, out);
        }
    }

    private void print(AdminClient client, PrintWriter out) throws AdminException {
        String answer = client.get("/v1/status");
        if (json) {
            out.print(answer);
        } else {
            boolean clears = watch && onTerminal();
            out.print(clears ? CLEAR : "");
            StatusText.print(parse(answer), out);
            out.print(watch && !clears ? "\n" : "");
        }
        out.flush();
    }

    @SuppressWarnings(
            "SystemConsoleNull") // from JDK 22 on there is one always: then the screen is cleared in a file too
    private static boolean onTerminal() {
        return System.console() != null;
    }
}
