package io.tcplb.server.cli;

import java.util.Map;

/** Colours, where a person looks; none where a program reads. */
final class Ink {
    static final Ink NONE = new Ink(false);
    static final Ink ANSI = new Ink(true);

    private final boolean colours;

    private Ink(boolean colours) {
        this.colours = colours;
    }

    /** {@code NO_COLOR} as <a href="https://no-color.org">no-color.org</a> has it: any value but an empty one counts. */
    static Ink of(Map<String, String> environment, boolean terminal) {
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return terminal && wanted ? ANSI : NONE;
    }

    String paint(Tone tone, String text) {
        return colours && tone != Tone.PLAIN && !text.isEmpty() ? "\033[" + tone.code + "m" + text + "\033[0m" : text;
    }
}
