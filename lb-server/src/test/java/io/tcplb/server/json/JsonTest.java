package io.tcplb.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whatIsWrittenIsRead() {
        String nasty = "a\"b\\c\n\r\t\u0000\u001b[2J\u2028 ü 😀";
        String json = JsonObject.of(object -> object.add("text", nasty)
                .add("long", Long.MAX_VALUE)
                .add("flag", true)
                .addTenths("tenths", 105)
                .addSeconds("seconds", 1_007_999_999L)
                .add("list", List.of("a", "b"))
                .add("objects", List.of(1, 2), (one, n) -> one.add("n", n)));

        JsonFields read = JsonFields.parse(json);
        assertThat(json).doesNotContain("\u001b").doesNotContain("\n");
        assertThat(read.text("text")).isEqualTo(nasty);
        assertThat(read.text("long")).isEqualTo("9223372036854775807");
        assertThat(read.flag("flag")).isTrue();
        assertThat(read.number("tenths", 0)).isEqualTo(10.5);
        assertThat(read.number("seconds", 0)).isEqualTo(1.007);
        assertThat(read.texts("list")).containsExactly("a", "b");
        assertThat(read.objects("objects")).extracting(one -> one.text("n")).containsExactly("1", "2");
        assertThat(read.text("none")).isEmpty();
    }

    @Test
    void halfASurrogateCannotBreakTheText() {
        assertThat(JsonObject.of(object -> object.add("x", "\ud800"))).isEqualTo("{\"x\":\"\\ud800\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "x",
                "{a: 1}",
                "{\"a\": 1} x",
                "{\"a\" = 1}",
                "# no comment\n{}",
                "{\"a\": ${b}}",
                "{\"a\": 1, }",
                "include \"/etc/passwd\""
            })
    void takesJsonObjectsOnly(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonFields.parse(text));
    }

    @Test
    void aDeepNestIsRefused() {
        String deep = "{\"a\":" + "[".repeat(32_000) + "]".repeat(32_000) + "}";
        assertThatIllegalArgumentException().isThrownBy(() -> JsonFields.parse(deep));
    }
}
