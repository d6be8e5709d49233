package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code bad-input.txt}: what goes in, and exactly what comes out. */
class BadInputTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("LB_WORD", "many", "LB_NUMBER", "7");

    @TempDir
    private Path directory;

    record Row(String slot, String fragment, List<String> expected) {
        @Override
        public String toString() {
            return slot + ": " + fragment.replace('\n', ' ');
        }
    }

    /** Reads rows of a slot after {@code ===}, a fragment, and an expected line after each {@code --> }. */
    static Stream<Row> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(BadInputTest.class.getResourceAsStream("bad-input.txt"))) {
            String table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(table.split("(?m)^=== ")).skip(1).map(BadInputTest::row).toList().stream();
        }
    }

    private static Row row(String block) {
        List<String> lines = new ArrayList<>(block.lines().toList());
        String slot = lines.remove(0).strip();
        List<String> expected = lines.stream()
                .filter(line -> line.startsWith("--> "))
                .map(line -> "lb.conf:" + line.substring(4))
                .toList();
        lines.removeIf(line -> line.startsWith("--> "));
        return new Row(slot, String.join("\n", lines).strip(), expected);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void saysWhatIsWrongAndWhere(Row row) throws IOException {
        String text = row.slot().equals("file") ? row.fragment() : ConfigText.with(row.slot(), row.fragment());
        assertThat(ConfigText.check(directory, text, ENVIRONMENT)).isEqualTo(row.expected());
    }

    @Test
    void theTableIsNotEmpty() throws IOException {
        assertThat(rows().filter(row -> !row.expected().isEmpty())).hasSizeGreaterThan(100);
    }

    @Test
    void theSkeletonItselfIsValid() throws IOException {
        assertThat(ConfigText.check(directory, ConfigText.with("root", ""), ENVIRONMENT))
                .containsExactly("lb.conf: ok (1 listener, 1 pool, 1 backend)");
    }
}
