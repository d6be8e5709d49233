package io.tcplb.server.cli;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that is carried out by a running balancer. */
abstract class AdminVerb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final AdminOptions admin = new AdminOptions();

    @Override
    public final Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            run(admin.client(System.getenv()), out);
            return LbCommand.DONE;
        } catch (AdminException e) {
            PrintWriter err = spec.commandLine().getErr();
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

    /** Reads an answer. */
    static JsonFields parse(String json) throws AdminException {
        try {
            return JsonFields.parse(json);
        } catch (IllegalArgumentException e) {
            throw new AdminException(LbCommand.FAILED, "the answer is no JSON: this is no admin API of lb");
        }
    }
}
