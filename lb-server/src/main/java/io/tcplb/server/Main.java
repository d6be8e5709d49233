package io.tcplb.server;

import io.tcplb.server.cli.LbCommand;
import io.tcplb.server.log.LogbackConfigurator;

/** The program's entry point. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int status = LbCommand.execute(args);
        LogbackConfigurator.flush();
        System.exit(status);
    }
}
