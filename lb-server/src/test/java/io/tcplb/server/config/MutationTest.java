package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged file is a configuration or a list of problems, and never anything else. Twelve seconds of work, for which a
 * machine that is busy with other tests may need a few minutes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MutationTest {
    private static final long SEED = Long.getLong("lb.seed", 20_260_101L);
    private static final int MUTATIONS = 20_000;
    private static final Pattern PROBLEM = Pattern.compile("[^\\p{Cntrl}:]+:[1-9][0-9]*: [^\\p{Cntrl}]+");

    /** Pieces that mean something to HOCON, to reach further than random bytes do. */
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\"\"\"",
        "${",
        "${?",
        "}",
        "=",
        "+=",
        ":",
        ",",
        "\n",
        "#",
        "//",
        "include ",
        "\\",
        "\\u12",
        "null",
        "-",
        "1e999999999",
        "99999999999999999999",
        "%",
        "include \"lb.conf\"",
        "${pools}",
        "${?pools.web}",
        "\0",
        "\uFEFF",
        "a.b.c",
        "\"\"",
        ".",
        "..",
        "true",
        "5d",
        "-1",
        "0",
        "unix:",
        "[::]:80",
        "${x[]}"
    };

    @TempDir
    private Path directory;

    private byte[] original = {};
    private String withoutComments = "";
    private Path file = Path.of("");

    @BeforeEach
    void readTheExample() throws IOException {
        original = Files.readAllBytes(exampleFile());
        withoutComments =
                new String(original, StandardCharsets.ISO_8859_1).replaceAll("(?m)^ *#.*\\R|^ *\\R| +#.*$", "");
        file = directory.resolve("lb.conf");
    }

    static Path exampleFile() {
        Path here = Path.of("conf/lb.conf");
        return Files.exists(here) ? here : Path.of("../conf/lb.conf");
    }

    @Test
    void survivesTruncationAtEveryByte() throws IOException {
        for (int length = 0; length <= original.length; length++) {
            check(Arrays.copyOf(original, length), "truncated to " + length);
        }
    }

    @Test
    void survivesRandomDamage() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        int valid = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            valid += check(damaged(random), "seed " + SEED + ", mutation " + i) ? 1 : 0;
        }
        assertThat(valid).as("some survive, some do not").isBetween(MUTATIONS / 100, MUTATIONS * 99 / 100);
    }

    private byte[] damaged(SplittableRandom random) {
        StringBuilder text = new StringBuilder(withoutComments);
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(1, 40));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                case 2 -> text.delete(at, end);
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                default -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns whether {@code bytes} are a valid configuration. */
    private boolean check(byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        try {
            ConfigFile.load(file, Map.of());
            return true;
        } catch (InvalidConfigException e) {
            assertThat(e.problems()).as(what).isNotEmpty();
            for (Problem problem : e.problems()) {
                if (!PROBLEM.matcher(problem.toString()).matches()
                        || !problem.file().startsWith(directory.toString())) {
                    throw new AssertionError(what + ": " + problem);
                }
            }
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ":\n" + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
    }
}
