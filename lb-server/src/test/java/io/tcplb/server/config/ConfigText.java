package io.tcplb.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations made of a valid one and a fragment, and what reading them says. */
final class ConfigText {
    /** The fragment of a listener is line 2, of a backend 5, of a pool 6, of the whole 8. */
    private static final String SKELETON = """
            listeners { web { bind = "127.0.0.1:0", pool = web
            %LISTENER%
            } }
            pools { web { backends = [ { id = a, address = "10.0.0.1:80"
            %BACKEND% } ]
            %POOL%
            } }
            %ROOT%
            """;

    private ConfigText() {}

    static String with(String slot, String fragment) {
        return SKELETON.replace('%' + slot.toUpperCase(java.util.Locale.ROOT) + '%', fragment)
                .replaceAll("%[A-Z]+%", "");
    }

    static ServerConfig load(Path directory, String text, Map<String, String> environment)
            throws IOException, InvalidConfigException {
        return ConfigFile.load(write(directory, "lb.conf", text), environment);
    }

    /** Returns what {@code lb check} prints, with files named relative to {@code directory}. */
    static List<String> check(Path directory, String text, Map<String, String> environment) throws IOException {
        return lines(directory, Check.of(write(directory, "lb.conf", text), environment));
    }

    static List<String> lines(Path directory, Check check) {
        return check.lines().stream()
                .map(line -> line.replace(directory + "/", ""))
                .toList();
    }

    static Path write(Path directory, String name, String text) throws IOException {
        return Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
