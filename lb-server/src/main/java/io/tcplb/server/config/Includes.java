package io.tcplb.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows {@code include "other.conf"}, relative to the file that says so. Unlike HOCON's own includer it takes a
 * missing file for a mistake, and reads nothing but files.
 */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    /** Of one load in all: a file that includes another twice, and so on, would grow without bound. */
    static final int MAX_INCLUDES = 1000;

    private record Open(Path path, int file, Map<String, Integer> lastLineOf) {}

    private final Sources sources;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();

    Includes(Sources sources, Problems problems) {
        this.sources = sources;
        this.problems = problems;
    }

    /** Parses {@code text}, which is the content of {@code path}, with its includes. */
    ConfigObject parse(Path path, int file, String text) {
        open.push(new Open(path, file, new HashMap<>()));
        try {
            return Hocon.parse(text, file, this);
        } finally {
            open.pop();
        }
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (what.matches("[a-z]{2,}:.*")) {
            return refuse(what, what + " is not a file", "the name of a file to include");
        }
        return includeNamed(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return includeNamed(what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString(), "url(" + what + ") is not a file", "the name of a file to include");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what, "classpath(" + what + ") is not a file", "the name of a file to include");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    private ConfigObject includeNamed(String name) {
        Open from = open.element();
        Path path;
        try {
            path = from.path().resolveSibling(name);
            if (!Files.exists(path) && Files.exists(from.path().resolveSibling(name + ".conf"))) {
                path = from.path().resolveSibling(name + ".conf");
            }
        } catch (InvalidPathException e) {
            return refuse(name, "include " + name + ": " + e.getReason(), "the name of a file to include");
        }
        Path target = path.toAbsolutePath().normalize();
        if (open.stream().anyMatch(o -> o.path().toAbsolutePath().normalize().equals(target))) {
            return refuse(name, "include " + name + ": includes itself", "includes that come to an end");
        }
        if (sources.size() > MAX_INCLUDES) {
            return refuse(name, "include " + name, "at most " + MAX_INCLUDES + " includes");
        }
        return read(name, path);
    }

    private ConfigObject read(String name, Path path) {
        try {
            String text = SourceText.read(path);
            line(name);
            return parse(path, sources.add(path.toString(), text), text);
        } catch (SourceText.UnusableException e) {
            if (e.line > 1) {
                // Only a bad byte has a place inside the file; anything else is about the include itself.
                problems.add(new Position(sources.add(path.toString(), ""), e.line), "", e.value, e.expected);
                return ConfigFactory.empty().root();
            }
            return refuse(name, "include " + name + ": " + e.value, e.expected);
        }
    }

    private ConfigObject refuse(String name, String value, String expected) {
        problems.add(new Position(open.element().file(), line(name)), "", value, expected);
        return ConfigFactory.empty().root();
    }

    /** HOCON does not tell an includer where the include stands: it is the next line that mentions the name. */
    private int line(String name) {
        Open from = open.element();
        String[] lines = sources.text(from.file()).split("\n", -1);
        int after = from.lastLineOf().getOrDefault(name, 0);
        for (int i = after; i < lines.length; i++) {
            if (lines[i].contains("include")
                    && lines[i].contains(name)
                    && !lines[i].stripLeading().startsWith("#")) {
                from.lastLineOf().put(name, i + 1);
                return i + 1;
            }
        }
        return Math.max(1, after);
    }
}
