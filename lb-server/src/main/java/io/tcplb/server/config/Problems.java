package io.tcplb.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what is wrong during one load, so that an operator sees all of it at once. One thread. */
final class Problems {
    private static final int LONGEST = 400;

    private record Found(Position at, Problem problem) {}

    private final Sources sources;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Set<Position> muted = new HashSet<>();

    Problems(Sources sources) {
        this.sources = sources;
    }

    /** Notes a problem. The first one of a key counts: others of it, and of keys below it, follow from it. */
    void add(Position at, String path, String value, String expected) {
        if (muted.contains(at) || followsFromParent(path)) {
            return;
        }
        Problem problem = new Problem(
                printable(sources.name(at.file())), at.line(), printable(path), printable(value), printable(expected));
        found.putIfAbsent(path.isEmpty() ? problem.toString() : path, new Found(at, problem));
    }

    private boolean followsFromParent(String path) {
        for (int i = 1; i < path.length(); i++) {
            if ((path.charAt(i) == '.' || path.charAt(i) == '[') && found.containsKey(path.substring(0, i))) {
                return true;
            }
        }
        return false;
    }

    /** Ignores what else is found in a line whose problem is known. */
    void mute(Position at) {
        muted.add(at);
    }

    void throwIfAny() throws InvalidConfigException {
        if (!found.isEmpty()) {
            throw asException();
        }
    }

    /** Returns what was found, of which there must be something, in the order of the files. */
    InvalidConfigException asException() {
        List<Found> byPlace = new ArrayList<>(found.values());
        byPlace.sort(
                Comparator.comparing(Found::at).thenComparing(f -> f.problem().path()));
        return new InvalidConfigException(byPlace.stream().map(Found::problem).toList());
    }

    /** A problem is one line on a terminal, whatever bytes the file holds. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST + 1));
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= LONGEST) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else if (Character.isISOControl(c) || isInvisible(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Line separators, text-direction marks and lone surrogates: what could make a line look like another. */
    private static boolean isInvisible(char c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
