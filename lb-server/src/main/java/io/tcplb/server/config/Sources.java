package io.tcplb.server.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one load, by number. HOCON carries a free text with every value to say where it came from; a number in
 * that text, unlike a file name, can be read back without doubt.
 */
final class Sources {
    private static final Pattern ORIGIN = Pattern.compile("@(\\d{1,6})(?:: (\\d{1,9})(?:-\\d{1,9})?)?");

    private final List<String> names = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    /** Adds a file and returns its number. */
    int add(String name, String text) {
        names.add(name);
        texts.add(text);
        return names.size() - 1;
    }

    int size() {
        return names.size();
    }

    String name(int file) {
        return names.get(file);
    }

    String text(int file) {
        return texts.get(file);
    }

    /** Returns the text to give to the HOCON parser as the origin of {@code file}. */
    static String origin(int file) {
        return "@" + file;
    }

    /** Returns where a value was written; {@code null} when it came from the environment or from nowhere. */
    @Nullable
    Position position(@Nullable ConfigOrigin origin) {
        if (origin == null) {
            return null;
        }
        Matcher m = ORIGIN.matcher(origin.description());
        return m.find() ? position(m) : null;
    }

    /** Returns {@code text} with every origin in it as {@code file:line}. */
    String readable(String text) {
        return ORIGIN.matcher(text).replaceAll(m -> {
            int file = Integer.parseInt(m.group(1));
            String line = m.group(2) == null ? "" : ":" + m.group(2);
            return Matcher.quoteReplacement(file < names.size() ? names.get(file) + line : m.group());
        });
    }

    private @Nullable Position position(Matcher m) {
        int file = Integer.parseInt(m.group(1));
        if (file >= names.size()) {
            return null;
        }
        return new Position(file, m.group(2) == null ? 1 : Integer.parseInt(m.group(2)));
    }
}
