package io.tcplb.deploy;

import java.nio.file.Path;

/** Where the files are that these tests read. Tests run in their module. */
final class Checkout {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path DEPLOY = ROOT.resolve("deploy");

    private Checkout() {}
}
