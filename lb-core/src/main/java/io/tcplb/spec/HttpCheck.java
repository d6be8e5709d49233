package io.tcplb.spec;

import java.util.List;

/**
 * The request of an HTTP probe and the answer that passes.
 *
 * @param method request method
 * @param path request target, starting with a slash
 * @param host Host header; empty = the backend's address
 * @param status ranges of accepted status codes, at least one
 * @param body text that the first 64 KiB of the answer's body must contain; empty = any
 */
public record HttpCheck(String method, String path, String host, List<StatusRange> status, String body) {
    public HttpCheck {
        status = List.copyOf(status);
        Require.that(method.matches("[A-Z]+"), "method", method, "an HTTP method such as GET");
        Require.that(path.startsWith("/"), "path", path, "a path that starts with /");
        Require.that(!status.isEmpty(), "status", status, "at least one code or range");
    }

    /** Returns whether {@code code} is in one of the accepted ranges. */
    public boolean accepts(int code) {
        for (StatusRange range : status) {
            if (code >= range.first() && code <= range.last()) {
                return true;
            }
        }
        return false;
    }

    /**
     * An inclusive range of status codes.
     *
     * @param first 100..599
     * @param last first..599
     */
    public record StatusRange(int first, int last) {
        public StatusRange {
            Require.that(first >= 100 && last <= 599 && first <= last, "status", first + "-" + last, "codes 100..599");
        }

        /** Parses {@code "200-399"}, {@code "200"} or a comma-separated list of them. */
        public static List<StatusRange> parse(String text) {
            Require.that(
                    text.matches("\\s*\\d{3}(-\\d{3})?(\\s*,\\s*\\d{3}(-\\d{3})?)*\\s*"),
                    "status",
                    text,
                    "codes and ranges such as 200-399 or 200,301");
            return java.util.Arrays.stream(text.trim().split("\\s*,\\s*"))
                    .map(part -> part.split("-", 2))
                    .map(ends -> new StatusRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
                    .toList();
        }
    }
}
