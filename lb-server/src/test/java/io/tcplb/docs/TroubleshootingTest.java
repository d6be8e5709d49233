package io.tcplb.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/troubleshooting.md} explains everything that lb may say. */
class TroubleshootingTest {
    private static final String PAGE = "docs/troubleshooting.md";
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern WORD = Pattern.compile("[a-z]{3}");

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void everyCloseReasonHasItsAnchor(CloseReason reason) throws IOException {
        String page = Pages.text(PAGE);
        assertThat(Pages.anchors(page)).contains(reason.key());
        assertThat(page).as("the table at the top").contains("[" + reason.key() + "](#" + reason.key() + ")");
        assertThat(Pages.section(page, reason.key()))
                .contains("- **Client saw**: ", "- **What happened**: ", "- **Look at**: ", "- **Do**: ");
    }

    @Test
    void nothingIsExplainedThatDoesNotExist() throws IOException {
        List<String> reasons =
                Arrays.stream(CloseReason.values()).map(CloseReason::key).toList();
        assertThat(Pages.section(Pages.text(PAGE), "Close reasons").lines())
                .filteredOn(line -> line.startsWith("### "))
                .extracting(line -> line.substring(4))
                .containsExactlyInAnyOrderElementsOf(reasons);
    }

    /** The texts of these classes are for operators, so each piece of them with a word in it is on the page. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool/Reasons",
                "failover/Idle",
                "health/Suspicion",
                "probe/WatchedName",
                "proxy/BindException",
                "control/Explainer"
            })
    void everyReasonIsExplained(String source) throws IOException {
        String page = Pages.text(PAGE);
        assertThat(Files.readString(core(source)).lines())
                .filteredOn(line -> !line.contains("throw new ") && !line.contains(".contains("))
                .flatExtracting(TroubleshootingTest::texts)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(page).contains(text));
    }

    /** What probes say, from where they fail. */
    @ParameterizedTest
    @ValueSource(strings = {"probe/Attempt", "probe/HttpProbe", "probe/ExpectProbe"})
    void everyFailureOfAProbeIsExplained(String source) throws IOException {
        assertCallsAreExplained(source, "fail|lose");
    }

    @ParameterizedTest
    @ValueSource(strings = {"control/PoolCounters", "control/TcpMemory", "proxy/Session", "proxy/Clients"})
    void everyWarningIsExplained(String source) throws IOException {
        assertCallsAreExplained(source, "warning|warnNowAndThen");
    }

    private static void assertCallsAreExplained(String source, String methods) throws IOException {
        String page = Pages.text(PAGE);
        Pattern call = Pattern.compile("(?s)(?:" + methods + ")\\((.*?)\\);");
        assertThat(call.matcher(Files.readString(core(source))).results())
                .flatExtracting(found -> texts(found.group(1)))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(page).contains(text));
    }

    /** Returns the string literals with a word in them. */
    private static List<String> texts(String code) {
        return TEXT.matcher(code)
                .results()
                .map(text -> text.group(1)
                        .replace("\\\"", "\"")
                        .replace("\\\\", "\\")
                        .strip())
                .filter(text -> WORD.matcher(text).find())
                .toList();
    }

    private static Path core(String source) {
        return Pages.ROOT.resolve("lb-core/src/main/java/io/tcplb/" + source + ".java");
    }
}
