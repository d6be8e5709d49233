package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that is carried out by a running balancer. */
abstract class AdminVerb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final AdminOptions admin = new AdminOptions();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public final Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            run(admin.client(System.getenv()), out);
            return LbCommand.DONE;
        } catch (AdminException e) {
            PrintWriter err = err();
            err.println("lb: " + Table.clean(String.valueOf(e.getMessage())));
            e.details().forEach(line -> err.println(Table.clean(line)));
            err.flush();
            return e.status();
        } finally {
            out.flush();
        }
    }

    abstract void run(AdminClient client, PrintWriter out) throws AdminException;

    /** A command line that makes no sense. */
    final ParameterException badUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns whether a program reads what is printed. */
    final boolean json() {
        return json;
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final Ink ink() {
        return Ink.of(System.getenv(), Terminal.isThere());
    }

    /** Prints what was done: {@code text}, or to a program the API's {@code answer}. */
    final void say(PrintWriter out, String answer, String text) {
        if (json) {
            out.print(answer);
        } else {
            out.println(text);
        }
    }

    /** Reads an answer. */
    static JsonFields parse(String json) throws AdminException {
        try {
            return JsonFields.parse(json);
        } catch (IllegalArgumentException e) {
            throw new AdminException(LbCommand.FAILED, "the answer is no JSON: this is no admin API of lb");
        }
    }
}
