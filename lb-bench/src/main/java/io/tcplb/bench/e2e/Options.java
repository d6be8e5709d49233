package io.tcplb.bench.e2e;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param rounds measurements of each party in each scenario; at least 1
 * @param seconds length of one measurement; at least 1
 * @param warmUpSeconds length of the untimed run before the first round; at least 1
 * @param only names of scenarios; empty = all
 * @param parties columns that take part; empty = all
 * @param root the project's directory
 */
record Options(int rounds, int seconds, int warmUpSeconds, Set<String> only, Set<String> parties, Path root) {
    static final List<String> SCENARIOS = List.of(
            "connections",
            "requests-1",
            "requests-50",
            "requests-500",
            "latency",
            "idle-busy",
            "bulk-busy",
            "bulk",
            "bulk-up",
            "bulk-8",
            "bulk-8-up",
            "bulk-splice",
            "memory",
            "memory-live",
            "startup",
            "kill",
            "reload");

    private static final List<String> PARTIES =
            List.of("direct", "haproxy", "haproxy-tuned", "nginx", "nginx-tuned", "lb");

    static final String USAGE = "usage: bin/bench [--quick] [--rounds N] [--seconds N] [--warm-up N]"
            + " [--only SCENARIO,…] [--parties PARTY,…]\n"
            + "       bin/bench charts FILE.json [--out DIRECTORY]\n"
            + "       bin/bench jmh [JMH options]\n"
            + "scenarios: " + String.join(" ", SCENARIOS) + "\n"
            + "parties: " + String.join(" ", PARTIES);

    /** @throws IllegalArgumentException with the usage, when {@code args} are not of that form */
    static Options parse(List<String> args, Path root) {
        int rounds = 5;
        int seconds = 3;
        int warmUp = 4;
        Set<String> only = Set.of();
        Set<String> parties = Set.of();
        for (int i = 0; i < args.size(); i++) {
            switch (args.get(i)) {
                case "--quick" -> {
                    rounds = 2;
                    seconds = 1;
                    warmUp = 1;
                }
                case "--rounds" -> rounds = number(args, ++i);
                case "--seconds" -> seconds = number(args, ++i);
                case "--warm-up" -> warmUp = number(args, ++i);
                case "--only" -> only = words(args, ++i, SCENARIOS);
                case "--parties" -> parties = words(args, ++i, PARTIES);
                default -> throw new IllegalArgumentException(args.get(i) + ": unknown\n" + USAGE);
            }
        }
        return new Options(rounds, seconds, warmUp, only, parties, root);
    }

    boolean includes(Scenario scenario) {
        return only.isEmpty() || only.contains(scenario.name());
    }

    boolean includes(Party party) {
        String word =
                party.column().equals(Party.DIRECT) ? "direct" : party.column().replace(' ', '-');
        return parties.isEmpty() || parties.contains(word.toLowerCase(Locale.ROOT));
    }

    private static int number(List<String> args, int index) {
        String value = value(args, index);
        if (!value.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException(args.get(index - 1) + ": " + value + " (expected: 1 to 9999)\n" + USAGE);
        }
        return Integer.parseInt(value);
    }

    private static Set<String> words(List<String> args, int index, List<String> known) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(value(args, index).split(",")));
        for (String word : words) {
            if (!known.contains(word)) {
                throw new IllegalArgumentException(args.get(index - 1) + ": " + word + ": unknown\n" + USAGE);
            }
        }
        return words;
    }

    private static String value(List<String> args, int index) {
        if (index >= args.size()) {
            throw new IllegalArgumentException(args.get(index - 1) + ": value missing\n" + USAGE);
        }
        return args.get(index);
    }
}
