package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writesNestedValues() {
        assertThat(Json.write(Map.of("rounds", List.of(1, 2.5, true)))).isEqualTo("{\"rounds\":[1,2.5,true]}");
    }

    @Test
    void escapesWhatJsonRequires() {
        assertThat(Json.write("a\"b\\c\nd")).isEqualTo("\"a\\\"b\\\\c\\u000ad\"");
    }
}
