package io.tcplb.server.cli;

import io.tcplb.server.admin.Token;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the admin API is, and what it takes to use it. */
final class AdminOptions {
    private static final String USUAL = "http://127.0.0.1:9900";

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The admin API; default: $LB_ADMIN, else " + USUAL + ".")
    private @Nullable String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the bearer token; default: $LB_TOKEN_FILE, else none.")
    private @Nullable String tokenFile;

    AdminClient client(Map<String, String> environment) throws AdminException {
        String base = first(admin, environment.get("LB_ADMIN"), USUAL);
        String file = first(tokenFile, environment.get("LB_TOKEN_FILE"), "");
        try {
            URL url = new URL(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
            boolean http = url.getProtocol().equals("http") || url.getProtocol().equals("https");
            if (!http || url.getHost().isEmpty()) {
                throw new MalformedURLException("neither http nor https");
            }
            return new AdminClient(url, file.isEmpty() ? null : Token.text(Path.of(file)));
        } catch (MalformedURLException e) {
            throw new AdminException(
                    LbCommand.BAD_USAGE, "--admin " + base + " (expected a URL such as " + USUAL + ")");
        } catch (InvalidPathException | IOException e) {
            throw new AdminException(LbCommand.FAILED, "--token-file " + e.getMessage());
        }
    }

    private static String first(@Nullable String option, @Nullable String variable, String usual) {
        if (option != null) {
            return option;
        }
        return variable == null || variable.isEmpty() ? usual : variable;
    }
}
