package io.tcplb.server.lifecycle;

import io.tcplb.server.admin.Token;
import io.tcplb.server.config.ServerConfig;
import io.tcplb.server.log.AccessFormat;
import io.tcplb.server.log.AccessLog;
import io.tcplb.server.log.LineOutput;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the files that the configuration names: the access log's output, and the token. */
final class Outputs {
    private Outputs() {}

    /** @throws IOException when the file cannot be appended to; the message is one line that names it */
    static AccessLog.Target open(ServerConfig.AccessLog config) throws IOException {
        AccessFormat format = switch (config.format()) {
            case TEXT -> AccessFormat.TEXT;
            case JSON -> AccessFormat.JSON;
        };
        if (config.isOff()) {
            return AccessLog.Target.OFF;
        }
        if (config.isStdout()) {
            return new AccessLog.Target(LineOutput.standardOutput(), format);
        }
        try {
            return new AccessLog.Target(LineOutput.file(Path.of(config.output())), format);
        } catch (IOException e) {
            throw new IOException("access-log.output " + e.getMessage(), e);
        }
    }

    /** @throws IOException when the file that is named holds no token; the message is one line that names it */
    static @Nullable Token token(ServerConfig.Admin config) throws IOException {
        if (config.tokenFile().isEmpty()) {
            return null;
        }
        try {
            return Token.read(Path.of(config.tokenFile()));
        } catch (IOException e) {
            throw new IOException("admin.token-file " + e.getMessage(), e);
        }
    }
}
