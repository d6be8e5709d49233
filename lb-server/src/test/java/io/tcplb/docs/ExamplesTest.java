package io.tcplb.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.server.config.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every configuration that a document shows is one. */
class ExamplesTest {
    private static final Pattern POOL = Pattern.compile("\\bpool = ([a-z]+)");
    private static final Pattern ROOT_KEY = Pattern.compile(
            "(?m)^(listeners|pools|zone|isolation-guard|admin|metrics|access-log|shutdown|runtime|limits)\\b");

    @TempDir
    private Path directory;

    @TestFactory
    List<DynamicTest> everyExampleIsValid() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : Pages.all()) {
            Pages.blocks(Files.readString(page), "hocon")
                    .forEach((line, text) -> tests.add(DynamicTest.dynamicTest(
                            Pages.ROOT.relativize(page) + ":" + line, () -> check(completed(text)))));
        }
        return tests;
    }

    @Test
    void thePagesThatPeopleCopyFromHaveWholeExamples() throws IOException {
        assertThat(whole("README.md")).isPositive();
        assertThat(whole("docs/migrating.md")).isEqualTo(4);
    }

    /** Half of each pair is lb's. */
    @Test
    void migratingShowsBothSides() throws IOException {
        String page = Pages.text("docs/migrating.md");
        int before = Pages.blocks(page, "haproxy").size()
                + Pages.blocks(page, "nginx").size();
        assertThat(Pages.blocks(page, "hocon")).hasSize(before);
    }

    private static long whole(String page) throws IOException {
        return Pages.blocks(Pages.text(page), "hocon").values().stream()
                .filter(ExamplesTest::isWhole)
                .count();
    }

    private static boolean isWhole(String text) {
        return text.contains("listeners {") && text.contains("pools {");
    }

    /** Puts before a fragment, which may be of one pool, what it takes to be a configuration. */
    private static String completed(String text) {
        if (isWhole(text)) {
            return text;
        }
        Set<String> pools = new TreeSet<>(Set.of("web"));
        POOL.matcher(text).results().forEach(pool -> pools.add(pool.group(1)));
        StringBuilder all = new StringBuilder("listeners.web { bind = \"127.0.0.1:8080\", pool = web }\n");
        for (String pool : pools) {
            all.append("pools.").append(pool).append(".backends = [ { id = a, address = \"127.0.0.1:1\" } ]\n");
        }
        boolean ofPool = !ROOT_KEY.matcher(text).find();
        return all.append(ofPool ? "pools.web {\n" + text + "}\n" : text).toString();
    }

    private void check(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("lb.conf"), text);
        Check check = Check.of(file, Map.of());
        assertThat(check.lines()).singleElement().asString().contains(": ok (");
        assertThat(check.status()).isZero();
    }
}
