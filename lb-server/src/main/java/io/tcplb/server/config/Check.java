package io.tcplb.server.config;

import io.tcplb.spec.LbSpec;
import io.tcplb.spec.PoolSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The outcome of {@code lb check}.
 *
 * @param lines to print: every problem, or one line that says what the configuration holds
 * @param status exit status: 0 valid, 2 not
 */
public record Check(List<String> lines, int status) {
    private static final int VALID = 0;
    private static final int INVALID = 2;

    public Check {
        lines = List.copyOf(lines);
    }

    /**
     * Reads and validates a file. Touches nothing else: no name is resolved, no address is bound.
     *
     * @param environment what {@code ${?NAME}} may refer to
     */
    public static Check of(Path file, Map<String, String> environment) {
        try {
            LbSpec lb = ConfigFile.load(file, environment).lb();
            int backends = lb.pools().stream()
                    .map(PoolSpec::backends)
                    .mapToInt(List::size)
                    .sum();
            String held = count(lb.listeners().size(), "listener") + ", "
                    + count(lb.pools().size(), "pool") + ", " + count(backends, "backend");
            return new Check(List.of(file + ": ok (" + held + ")"), VALID);
        } catch (InvalidConfigException e) {
            return new Check(e.problems().stream().map(Problem::toString).toList(), INVALID);
        }
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
