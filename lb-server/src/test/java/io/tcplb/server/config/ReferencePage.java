package io.tcplb.server.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Makes tables of every key from the text of {@code conf/reference.conf}: its comments are the explanations. */
final class ReferencePage {
    private static final String HEAD = "\n| key | default | meaning |\n|---|---|---|\n";
    private static final List<String> NAMED = List.of("listeners", "pools");

    private final List<String> keys = new ArrayList<>();
    private final StringBuilder named = new StringBuilder();
    private final StringBuilder process = new StringBuilder();
    private final Deque<String> path = new ArrayDeque<>();
    private String comment = "";

    private ReferencePage() {}

    static ReferencePage of(String reference) {
        ReferencePage page = new ReferencePage();
        reference.lines().map(String::strip).forEach(page::line);
        if (!page.path.isEmpty()) {
            throw new AssertionError("still open: " + page.path);
        }
        return page;
    }

    /** Returns every key that has a value, as the page has them behind the name of their section. */
    List<String> keys() {
        return keys;
    }

    String text() {
        return named + "\n### The process\n" + HEAD + process + "\n";
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            comment = (comment + " " + line.substring(1).strip()).strip();
            return;
        }
        if (line.matches("[]}]")) {
            path.removeLast();
        } else if (line.equals("{")) {
            path.addLast("[]");
        } else if (line.endsWith("{") || line.endsWith("= [")) {
            open(line.replaceAll("[ \"]|= \\[$|\\{$", ""));
        } else if (!line.isEmpty()) {
            String[] parts = line.split(" = ", 2);
            String fallback = parts[1].equals("null") ? "–" : "`" + parts[1].replace("|", "\\|") + "`";
            keys.add((path.isEmpty() ? "" : path.peekFirst() + " ") + key(parts[0]));
            row("`" + key(parts[0]) + "`", fallback);
        }
        comment = "";
    }

    private void open(String name) {
        if (path.isEmpty() && NAMED.contains(name)) {
            named.append("\n### ").append(name).append("\n\n").append(comment).append('\n');
        } else if (name.equals(Reference.ANY_NAME)) {
            named.append("Keys of `")
                    .append(path.getLast())
                    .append(".NAME`. ")
                    .append(comment)
                    .append('\n');
            named.append(HEAD);
        } else {
            row("**" + key(name) + "**", "");
        }
        path.addLast(name);
    }

    /** Returns the key below {@code listeners.NAME}, {@code pools.NAME} or the root. */
    private String key(String name) {
        return (path.stream().skip(isNamed() ? 2 : 0).collect(Collectors.joining(".")) + "." + name)
                .replace(".[]", "[]")
                .replaceFirst("^\\.", "");
    }

    private boolean isNamed() {
        return !path.isEmpty() && NAMED.contains(path.getFirst());
    }

    private void row(String key, String fallback) {
        StringBuilder table = isNamed() ? named : process;
        String meaning = comment.replace("\\\\", "\\\\\\\\").replace("|", "\\|").replace("*", "\\*");
        table.append("| ").append(key).append(" | ").append(fallback).append(" | ");
        table.append(meaning).append(" |\n");
    }
}
