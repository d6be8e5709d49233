package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The tables in {@code docs/configuration.md} are made from {@code conf/reference.conf}. Run with {@code -Ddocs.write} this
 * test makes them anew.
 */
class ReferencePageTest {
    private static final Path ROOT = Path.of(".."); // tests run in their module
    private static final Path PAGE = ROOT.resolve("docs/configuration.md");
    private static final String BEGIN = "<!-- every key, made from conf/reference.conf; see above -->\n";
    private static final String END = "<!-- end of every key -->";

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).as("the mark where the tables begin").isGreaterThan(BEGIN.length());
        assertThat(end).as("the mark where they end").isGreaterThanOrEqualTo(begin);
        String expected = tables().text();
        if (System.getProperty("docs.write") != null) {
            Files.writeString(PAGE, page.substring(0, begin) + expected + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("docs/configuration.md is stale; it says how to make it anew")
                    .isEqualTo(expected);
        }
    }

    @Test
    void noKeyIsLeftOut() throws IOException {
        List<String> keys = new ArrayList<>();
        collect("", Reference.root(), keys);
        assertThat(tables().keys()).containsExactlyInAnyOrderElementsOf(keys);
    }

    private static ReferencePage tables() throws IOException {
        return ReferencePage.of(Files.readString(ROOT.resolve("conf/reference.conf")));
    }

    private static void collect(String path, ConfigValue value, List<String> keys) {
        if (value instanceof ConfigObject object) {
            object.forEach((key, child) -> collect(path.isEmpty() ? key : path + "." + key, child, keys));
        } else if (value instanceof ConfigList list && !list.isEmpty()) {
            collect(path + "[]", list.get(0), keys);
        } else {
            keys.add(asOnThePage(path));
        }
    }

    private static String asOnThePage(String path) {
        String section = path.replaceFirst("\\..*", "");
        boolean named = path.startsWith(section + "." + Reference.ANY_NAME + ".");
        String key = named ? path.substring(section.length() + 3) : path;
        return path.contains(".") ? section + " " + key : key;
    }
}
