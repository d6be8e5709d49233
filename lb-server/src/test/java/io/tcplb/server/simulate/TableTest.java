package io.tcplb.server.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.simulate.Second;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private final StringWriter text = new StringWriter();

    @Test
    void secondsInWhichNothingHappensAreLeftOutButForTheLast() {
        Table table = new Table(new PrintWriter(text, true), 1, false);
        for (int second = 1; second <= 5; second++) {
            table.second(second(second, 100 + second % 2, 0));
        }
        table.second(second(6, 100, 3));
        table.second(second(7, 150, 3));
        table.step(7_500_000_000L, "down web/a");
        table.second(second(8, 150, 3));
        table.end(List.of());

        assertThat(firstWords()).containsExactly("time", "1", "…", "5", "6", "7", "7.500", "8");
    }

    @Test
    void allShowsAll() {
        Table table = new Table(new PrintWriter(text, true), 1, true);
        for (int second = 1; second <= 4; second++) {
            table.second(second(second, 100, 0));
        }
        table.end(List.of());

        assertThat(firstWords()).containsExactly("time", "1", "2", "3", "4");
    }

    private List<String> firstWords() {
        return text.toString()
                .lines()
                .map(line -> line.strip().split("\\s+")[0])
                .toList();
    }

    private static Second second(long second, int sessions, long refused) {
        return new Second("web", second, "ok", 0, List.of("a"), Map.of("a", sessions), 0, 0, 100, refused, 0);
    }
}
