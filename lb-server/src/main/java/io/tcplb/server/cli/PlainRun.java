package io.tcplb.server.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code lb run} in its plain spelling, understood without picocli. Its classes are of a format too old for class-data
 * sharing and cost a fifth of a second at every start; a balancer that is restarted should not pay that. Whatever is
 * not plain, mistakes included, is left to picocli.
 *
 * @param config to read
 * @param pidFile {@code null} = none
 */
record PlainRun(Path config, @Nullable Path pidFile) {
    /** Returns {@code null} when {@code args} are anything but {@code run} with each option at most once. */
    static @Nullable PlainRun parse(List<String> args) {
        Iterator<String> rest = args.iterator();
        if (!rest.hasNext() || !rest.next().equals("run")) {
            return null;
        }
        Path config = null;
        Path pidFile = null;
        while (rest.hasNext()) {
            String option = rest.next();
            boolean isConfig = option.equals("-c") || option.equals("--config");
            boolean isPidFile = option.equals("--pid-file");
            Path value = rest.hasNext() ? plain(rest.next()) : null;
            if (value == null || (isConfig ? config != null : !isPidFile || pidFile != null)) {
                return null;
            }
            if (isConfig) {
                config = value;
            } else {
                pidFile = value;
            }
        }
        return new PlainRun(ConfigOption.path(config), pidFile);
    }

    private static @Nullable Path plain(String value) {
        try {
            return value.isEmpty() || value.startsWith("-") || value.startsWith("\"") ? null : Path.of(value);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
