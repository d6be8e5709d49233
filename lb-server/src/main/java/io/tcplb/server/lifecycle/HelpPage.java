package io.tcplb.server.lifecycle;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where close reasons, reasons and warnings are explained. */
final class HelpPage {
    private static final Path PAGE = Path.of("docs", "troubleshooting.md");

    private HelpPage() {}

    /**
     * Returns the page that came with lb, else its usual name.
     *
     * @param home where lb is installed; empty when that is not known
     */
    static Path in(String home) {
        Path page = Path.of(home).resolve(PAGE);
        return !home.isEmpty() && Files.exists(page) ? page : PAGE;
    }
}
