package io.tcplb.server.config;

/**
 * One thing that is wrong with a configuration, and where.
 *
 * @param file as the operator named it, or as the include that led to it did
 * @param line 1 or more; 1 when the trouble is the file itself
 * @param path of the key, such as {@code pools.web.backends[0].weight}; empty when no key is at fault
 * @param value what was found
 * @param expected what would have been accepted; empty when {@code value} says it all
 */
public record Problem(String file, int line, String path, String value, String expected) {
    /** Returns {@code FILE:LINE: path: value (expected …)}, always a single line. */
    @Override
    public String toString() {
        return file
                + ':'
                + line
                + ": "
                + (path.isEmpty() ? "" : path + ": ")
                + value
                + (expected.isEmpty() ? "" : " (expected " + expected + ")");
    }
}
