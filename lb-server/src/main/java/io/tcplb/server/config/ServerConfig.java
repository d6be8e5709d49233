package io.tcplb.server.config;

import io.tcplb.spec.BindAddress;
import io.tcplb.spec.LbSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one configuration file says.
 *
 * @param lb what the balancer does
 * @param metrics where metrics and health are served
 * @param admin where the admin API is served
 * @param accessLog where ended sessions are written
 * @param source the file that it was read from
 */
public record ServerConfig(LbSpec lb, Metrics metrics, Admin admin, AccessLog accessLog, Path source) {
    /** The read-only endpoint for scrapers and probes. */
    public record Metrics(BindAddress.Inet bind) {}

    /**
     * The endpoint that operators change things through.
     *
     * @param bind {@code null} = nowhere
     * @param tokenFile holds the bearer token; empty = none
     */
    public record Admin(BindAddress.@Nullable Inet bind, String tokenFile) {}

    /**
     * One line per ended session.
     *
     * @param output {@code stdout}, {@code off} or the path of a file
     */
    public record AccessLog(String output, Format format) {
        /** How a line is written. */
        public enum Format {
            TEXT,
            JSON
        }

        /** Returns whether nothing is to be written. */
        public boolean isOff() {
            return output.equals("off");
        }

        /** Returns whether lines go to standard output. */
        public boolean isStdout() {
            return output.equals("stdout");
        }
    }
}
