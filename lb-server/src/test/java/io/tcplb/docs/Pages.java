package io.tcplb.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents in the source tree. */
final class Pages {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize(); // tests run in their module

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) (.*)$");

    private Pages() {}

    /** Returns README.md and every page in docs. */
    static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** Returns the code blocks in one language, by the line on which their text begins. */
    static Map<Integer, String> blocks(String text, String language) {
        Map<Integer, String> blocks = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.put((int) text.substring(0, block.start(2)).lines().count() + 1, block.group(2));
            }
        }
        return blocks;
    }

    /** Returns the page without its code blocks. */
    static String prose(String text) {
        return BLOCK.matcher(text).replaceAll("");
    }

    /** Returns the anchors that the headings of a page have on GitHub. */
    static List<String> anchors(String text) {
        return HEADING.matcher(prose(text))
                .results()
                .map(heading -> heading.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** Returns what stands between one heading and the next of the same or a higher level. */
    static String section(String text, String heading) {
        Matcher start =
                Pattern.compile("(?m)^(#+) " + Pattern.quote(heading) + "$").matcher(text);
        if (!start.find()) {
            throw new AssertionError("no heading " + heading);
        }
        Matcher end =
                Pattern.compile("(?m)^#{1," + start.group(1).length() + "} ").matcher(text);
        return text.substring(start.end(), end.find(start.end()) ? end.start() : text.length());
    }
}
