package io.tcplb.server.log;

import static io.tcplb.server.log.Sessions.session;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tcplb.observe.CloseReason;
import io.tcplb.observe.SessionSummary;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccessFormatTest {
    private static final long NOON = Instant.parse("2026-01-31T12:00:00.007Z").toEpochMilli();

    @Test
    void textNamesEveryField() {
        assertThat(line(AccessFormat.TEXT, session(17)))
                .isEqualTo("2026-01-31T12:00:00.007Z session=17 listener=web client=192.0.2.7:5123 pool=web backend=a"
                        + " attempts=2 bytes_to_backend=78 bytes_to_client=1234 wait_ms=0.000 connect_ms=0.123"
                        + " duration_ms=12345.678 reason=client_closed\n");
    }

    @Test
    void jsonHasTheSameFields() {
        assertThat(line(AccessFormat.JSON, session(17)))
                .isEqualTo("{\"time\":\"2026-01-31T12:00:00.007Z\",\"session\":17,\"listener\":\"web\","
                        + "\"client\":\"192.0.2.7:5123\",\"pool\":\"web\",\"backend\":\"a\",\"attempts\":2,"
                        + "\"bytes_to_backend\":78,\"bytes_to_client\":1234,\"wait_ms\":0.000,\"connect_ms\":0.123,"
                        + "\"duration_ms\":12345.678,\"reason\":\"client_closed\"}\n");
    }

    @Test
    void whatDoesNotApplyIsADashOrNull() {
        SessionSummary rejected = session(1, "web", null, "", "", CloseReason.LISTENER_FULL);

        assertThat(line(AccessFormat.TEXT, rejected))
                .contains(" client=- pool=- backend=- ")
                .endsWith("reason=listener_full\n");
        assertThat(line(AccessFormat.JSON, rejected)).contains("\"client\":null,\"pool\":null,\"backend\":null,");
    }

    @Test
    void anIpv6ClientIsInBracketsAndShort() {
        SessionSummary session =
                session(1, "web", new InetSocketAddress("2001:db8::1", 443), "web", "a", CloseReason.SHUTDOWN);

        assertThat(line(AccessFormat.TEXT, session)).contains(" client=[2001:db8::1]:443 ");
    }

    @Test
    void anyNameIsOneJsonStringOnOneLine() {
        String nasty = "a\"b\\c\nd\te\u0001f\u2028g\u00e9h\ud83d\ude00i\ud83d";
        String json = line(AccessFormat.JSON, session(1, nasty, null, "p q", "a", CloseReason.CLIENT_CLOSED));

        assertThat(json.indexOf('\n')).isEqualTo(json.length() - 1);
        Config parsed = ConfigFactory.parseString(json); // HOCON reads every JSON document
        assertThat(parsed.getString("listener")).isEqualTo(nasty);
        assertThat(parsed.getString("pool")).isEqualTo("p q");
    }

    @Test
    void anOddNameIsQuotedInText() {
        String text = line(AccessFormat.TEXT, session(1, "a b=c\n", null, "-", "a", CloseReason.CLIENT_CLOSED));

        assertThat(text).contains(" listener=\"a b=c\\n\" ").contains(" pool=\"-\" ");
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    }

    @Test
    void numbersOfAnySizeAreWhole() {
        LineBuffer buffer = new LineBuffer();
        buffer.number(0).ascii(" ").number(Long.MAX_VALUE).ascii(" ").number(Long.MIN_VALUE);
        buffer.ascii(" ").millis(999).ascii(" ").millis(1_001_000).ascii(" ").time(-1);

        assertThat(text(buffer))
                .isEqualTo("0 9223372036854775807 -9223372036854775808 0.000 1.001 1969-12-31T23:59:59.999Z");
    }

    private static String line(AccessFormat format, SessionSummary session) {
        LineBuffer buffer = new LineBuffer();
        format.write(session, NOON, buffer);
        assertThat(buffer.lines()).isEqualTo(1);
        return text(buffer);
    }

    private static String text(LineBuffer buffer) {
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }
}
