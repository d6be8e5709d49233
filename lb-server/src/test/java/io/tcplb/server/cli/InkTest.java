package io.tcplb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.server.json.JsonFields;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InkTest {
    private static final JsonFields STATUS = JsonFields.parse("""
            {"version":"1","uptimeSeconds":1,"configVersion":1,"transport":"epoll","listeners":[],
             "pools":[{"name":"web","state":"degraded","algorithm":"first","activeTier":0,"eligible":1,"backends":[
               {"id":"a","address":"192.0.2.1:80","admin":"ready","health":"up","eligible":true,"serving":true},
               {"id":"long-name","address":"192.0.2.2:80","admin":"ready","health":"down","reason":"\\u001b[31mrefused"}]}]}
            """);

    @Test
    void coloursAreForTerminalsWhoseUserWantsThem() {
        Map<String, String> xterm = Map.of("TERM", "xterm");
        assertThat(Ink.of(xterm, true)).isSameAs(Ink.ANSI);
        assertThat(Ink.of(Map.of(), true)).isSameAs(Ink.ANSI);
        assertThat(Ink.of(Map.of("NO_COLOR", ""), true))
                .as("an empty value is none")
                .isSameAs(Ink.ANSI);
        assertThat(Ink.of(xterm, false)).isSameAs(Ink.NONE);
        assertThat(Ink.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), true)).isSameAs(Ink.NONE);
        assertThat(Ink.of(Map.of("TERM", "dumb"), true)).isSameAs(Ink.NONE);
    }

    @Test
    void withoutColoursThereIsNoEscapeWhateverTheServersSay() {
        assertThat(status(Ink.NONE)).doesNotContain("\033").contains("?[31mrefused");
    }

    @Test
    void coloursChangeNothingButTheColour() {
        String coloured = status(Ink.ANSI);
        assertThat(coloured)
                .contains("\033[32mserving\033[0m", "\033[31mdown\033[0m", "\033[33mdegraded\033[0m")
                .doesNotContain("\033[31mrefused");
        assertThat(coloured.replaceAll("\033\\[[0-9]+m", "")).isEqualTo(status(Ink.NONE));
    }

    private static String status(Ink ink) {
        StringWriter text = new StringWriter();
        StatusText.print(STATUS, ink, new PrintWriter(text));
        return text.toString();
    }
}
