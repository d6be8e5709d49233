package io.tcplb.server.cli;

/** What a word in a table means, which a terminal shows as its colour. The word itself always says it too. */
enum Tone {
    PLAIN(""),
    HEADING("1"),
    FAINT("2"),
    GOOD("32"),
    WARNING("33"),
    BAD("31");

    /** Of ANSI's "select graphic rendition". */
    final String code;

    Tone(String code) {
        this.code = code;
    }

    /** Returns what a state of a backend or a pool means. */
    static Tone ofState(String state) {
        return switch (state) {
            case "serving", "up", "ok", "ready", "yes", "passed" -> GOOD;
            case "degraded", "checking", "drain", "maint", "waiting", "refused", "interrupted" -> WARNING;
            case "down", "ejected", "fail-open", "broken", "isolated", "aborted", "failed" -> BAD;
            case "standby" -> FAINT;
            default -> PLAIN;
        };
    }
}
