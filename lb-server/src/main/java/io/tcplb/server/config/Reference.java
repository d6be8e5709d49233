package io.tcplb.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code conf/reference.conf}: every key and its default, in the shape of a configuration. In it {@link #ANY_NAME}
 * stands for the name of any listener or pool, a list's only element for any element, and {@code null} for a key that
 * has no default and must be given.
 */
final class Reference {
    static final String ANY_NAME = "*";

    private static final ConfigObject ROOT = read();

    private Reference() {}

    static ConfigObject root() {
        return ROOT;
    }

    private static ConfigObject read() {
        try (InputStream in = Reference.class.getResourceAsStream("/reference.conf")) {
            if (in == null) {
                throw new IllegalStateException("reference.conf is not on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ConfigFactory.parseString(withoutComments(text)).root();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves lines of comment out: half of the text, and HOCON takes a long time at start to keep them. */
    private static String withoutComments(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            if (!line.stripLeading().startsWith("#")) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }
}
