package io.tcplb.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Option(names = "--watch", description = "Show it again every second, until q or Ctrl-C.")
    private boolean watch;

    @Override
    void run(AdminClient client, PrintWriter out) throws AdminException {
        if (watch && !json() && Terminal.isThere()) {
            watch(client, out);
            return;
        }
        print(client, out);
        while (watch && !out.checkError()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            out.print(json() ? "" : "\n");
            print(client, out);
        }
    }

    private void print(AdminClient client, PrintWriter out) throws AdminException {
        String answer = client.get("/v1/status");
        if (json()) {
            out.print(answer);
        } else {
            StatusText.print(parse(answer), ink(), out);
        }
        out.flush();
    }

    private void watch(AdminClient client, PrintWriter out) throws AdminException {
        try (Screen screen = new Screen(out, System.in)) {
            do {
                StringWriter text = new StringWriter();
                StatusText.print(parse(client.get("/v1/status")), ink(), new PrintWriter(text));
                List<String> lines = new ArrayList<>(text.toString().lines().toList());
                lines.add("");
                lines.add(ink().paint(Tone.FAINT, "every second; q ends"));
                screen.draw(lines);
            } while (!screen.endsWithin(PAUSE) && !out.checkError());
        }
    }
}
