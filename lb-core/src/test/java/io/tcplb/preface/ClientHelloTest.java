package io.tcplb.preface;

import static io.tcplb.preface.Hellos.ascii;
import static io.tcplb.preface.Hellos.hello;
import static io.tcplb.preface.Hellos.join;
import static io.tcplb.preface.Hellos.message;
import static io.tcplb.preface.Hellos.names;
import static io.tcplb.preface.Hellos.records;
import static io.tcplb.preface.Hellos.sized16;
import static io.tcplb.preface.Hellos.u16;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    @Test
    void theNameAndTheProtocolsAreRead() {
        assertFound(
                hello().serverName("www.example.com").alpn("h2", "http/1.1").record(),
                "www.example.com",
                "h2",
                "http/1.1");
        assertFound(hello().alpn("h2").serverName("WWW.Example.COM").record(), "www.example.com", "h2");
        assertFound(hello().record(), "");
        assertFound(
                hello().with(0x2a2a, new byte[0])
                        .serverName("a")
                        .with(0xfafa, new byte[1])
                        .record(),
                "a");
        assertFound(
                hello().with(43, new byte[] {4, 0x0a, 0x0a, 3, 4})
                        .alpn("\n\n", "h2")
                        .record(),
                "",
                "\n\n",
                "h2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1a",
                "xn--bcher-kva.example",
                "_dmarc.example.com",
                "a-b.c",
                "r1---sn.example",
                "1.2.3.4.example",
                "9a.b9",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk.example"
            })
    void hostNamesPass(String name) {
        assertFound(hello().serverName(name).record(), name);
        assertFound(hello().serverName(name.toUpperCase(Locale.ROOT)).record(), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "a b",
                "a\0",
                "\0",
                "a\0.example.com",
                "b\u00fccher.example",
                "*.example.com",
                "a/b",
                "a:443",
                "[::1]",
                "::1",
                "2001:db8::1",
                "1.2.3.4",
                "127.1",
                "1",
                "example.1",
                "a\r\n",
                "a@b",
                "%61",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.example"
            })
    void anythingElseIsNoHostName(String name) {
        assertMalformed(hello().serverName(name).record());
    }

    @Test
    void aNameHas253BytesAtMost() {
        String longest = "abcdefg.".repeat(31) + "abcde";
        assertThat(longest).hasSize(253);
        assertFound(hello().serverName(longest).record(), longest);
        assertMalformed(hello().serverName(longest + "f").record());
    }

    @Test
    void oneNameAndNoMore() {
        byte[] name = join(new byte[] {0}, sized16(ascii("a.example")));
        assertMalformed(hello().serverName("a.example").serverName("a.example").record());
        assertMalformed(hello().with(0, names(join(name, name))).record());
        assertMalformed(hello().with(0, names(join(name, join(new byte[] {1}, sized16(ascii("b"))))))
                .record());
        assertMalformed(hello().with(0, names(join(join(new byte[] {1}, sized16(ascii("b"))), name)))
                .record());
        assertMalformed(hello().with(0, names(new byte[0])).record());
        assertMalformed(hello().with(0, new byte[0]).record());
        assertMalformed(hello().alpn("h2").alpn("h2").record());
    }

    @Test
    void everyLengthOfAnExtensionHasToAddUp() {
        byte[] name = join(new byte[] {0}, sized16(ascii("a.example")));
        assertFound(hello().with(0, sized16(name)).record(), "a.example");
        assertMalformed(hello().with(0, join(u16(name.length + 1), name)).record());
        assertMalformed(hello().with(0, join(u16(name.length - 1), name)).record());
        assertMalformed(hello().with(0, join(sized16(name), new byte[1])).record());
        assertMalformed(hello().with(0, sized16(join(new byte[] {0}, u16(10), ascii("a.example"))))
                .record());
        assertMalformed(hello().with(0, sized16(join(new byte[] {0}, u16(8), ascii("a.example"))))
                .record());
        assertMalformed(hello().with(0, sized16(new byte[] {0, 0})).record());
        assertMalformed(hello().with(16, new byte[0]).record());
        assertMalformed(hello().with(16, u16(0)).record());
        assertMalformed(hello().with(16, sized16(new byte[] {0})).record());
        assertMalformed(hello().with(16, sized16(new byte[] {3, 'h', '2'})).record());
        assertMalformed(hello().with(16, join(u16(4), new byte[] {2, 'h', '2'})).record());
        assertMalformed(hello().with(16, join(sized16(new byte[] {2, 'h', '2'}), new byte[1]))
                .record());
    }

    @Test
    void everyLengthOfTheHelloHasToAddUp() {
        byte[] good = hello().serverName("a.example").message();
        byte[] body = Arrays.copyOfRange(good, 4, good.length);
        int sessionId = 34;
        int suites = 35;
        int compressions = 39;
        int extensions = 41;
        for (int at : new int[] {sessionId, suites, suites + 1, compressions, extensions, extensions + 1}) {
            for (int octet = 0; octet < 256; octet++) {
                if (octet != (body[at] & 0xff)) {
                    byte[] other = body.clone();
                    other[at] = (byte) octet;
                    assertThat(parse(records(message(other), 16384)))
                            .as("%d at %d", octet, at)
                            .isNotEqualTo(parse(records(good, 16384)));
                }
            }
        }
        for (int length = 0; length < body.length; length++) {
            boolean withoutExtensions = length == extensions;
            assertThat(parse(records(message(Arrays.copyOf(body, length)), 16384)) instanceof Found)
                    .as("body of %d", length)
                    .isEqualTo(withoutExtensions);
        }
        assertMalformed(hello().serverName("a").behindExtensions((byte) 0).record());
        assertMalformed(hello().behindExtensions((byte) 0).record());
        assertFound(hello().behindExtensions((byte) 0, (byte) 0).record(), "");
        assertMalformed(hello().behindExtensions((byte) 0, (byte) 0, (byte) 0).record());
    }

    @Test
    void versionsFromTls10OnPass() {
        for (int version = 0; version <= 0xffff; version++) {
            byte[] bytes = hello().record();
            bytes[9] = (byte) (version >> 8);
            bytes[10] = (byte) version;
            assertThat(parse(bytes) instanceof Found)
                    .as("version %04x", version)
                    .isEqualTo(version > 0x0300 && version <= 0x03ff);
        }
    }

    @Test
    void recordsOfAnySizePass() {
        byte[] message = hello().serverName("a.example").alpn("h2").message();
        for (int size = 1; size <= message.length; size++) {
            byte[] bytes = records(message, size);
            if ((message.length + size - 1) / size <= 64) {
                assertFound(bytes, "a.example", "h2");
            } else {
                assertMalformed(bytes);
            }
        }
    }

    @Test
    void sixtyFourRecordsAreTheLimit() {
        byte[] message = hello().with(9999, new byte[20]).message();
        byte[] bytes = records(message, 1);
        assertThat(message.length).isGreaterThan(64);
        assertThat(parse(Arrays.copyOf(bytes, 63 * 6))).isInstanceOf(NeedMore.class);
        assertThat(parse(Arrays.copyOf(bytes, 63 * 6 + 5))).isInstanceOf(Malformed.class);
        assertThat(parse(join(
                        records(Arrays.copyOf(message, 63), 1),
                        records(Arrays.copyOfRange(message, 63, message.length), 16384))))
                .isInstanceOf(Found.class);
    }

    @Test
    void sixteenKibibytesAreTheLimitAndAnnouncingMoreIsEnough() {
        int empty = hello().with(9999, new byte[0]).message().length;
        byte[] largest =
                hello().with(9999, new byte[ClientHello.MAX_HELLO - empty]).message();
        assertThat(largest).hasSize(ClientHello.MAX_HELLO);
        assertThat(parse(records(largest, 16384))).isInstanceOf(Found.class);
        assertThat(parse(records(largest, 256)))
                .isEqualTo(new Found<>(new ClientHello("", List.of()), ClientHello.MAX_LENGTH));
        byte[] larger =
                hello().with(9999, new byte[ClientHello.MAX_HELLO - empty + 1]).message();
        assertThat(parse(Arrays.copyOf(records(larger, 16384), 9))).isInstanceOf(Malformed.class);
        assertThat(parse(records(larger, 16384))).isInstanceOf(Malformed.class);
        assertMalformed("16030100040" + "1ffffff");
    }

    @Test
    void whatIsNoHandshakeRecordIsMalformedAtOnce() {
        for (int first = 0; first < 256; first++) {
            assertThat(parse(new byte[] {(byte) first}) instanceof NeedMore).isEqualTo(first == 22);
        }
        assertMalformed("1602"); // SSL 2's version
        assertMalformed("802e0103010015"); // an SSL 2 hello
        assertMalformed("1603010000"); // an empty record
        assertMalformed("1603014001"); // more than a record may have
        assertMalformed("160301000102"); // a ServerHello
        assertThat(parse("1603014000")).isInstanceOf(NeedMore.class);
        assertThat(parse("160301000101")).isEqualTo(new NeedMore<>(11));
    }

    @Test
    void onlyHandshakeRecordsStandBeforeTheEnd() {
        byte[] message = hello().serverName("a.example").message();
        byte[] begin = records(Arrays.copyOf(message, 20), 16384);
        byte[] end = records(Arrays.copyOfRange(message, 20, message.length), 16384);
        assertFound(join(begin, end), "a.example");
        for (byte type : new byte[] {20, 21, 23, 24, 0}) {
            byte[] between = {type, 3, 3, 0, 1, 1};
            assertMalformed(join(begin, between, end));
            assertThat(parse(join(begin, new byte[] {type}))).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void whatFollowsInLaterRecordsIsLeftAloneAndInTheSameRecordIsMalformed() {
        byte[] bytes = hello().serverName("a.example").record();
        byte[] more = join(bytes, new byte[] {20, 3, 3, 0, 1, 1, 23});
        assertThat(Cuts.check(more, ClientHello::parse))
                .isEqualTo(new Found<>(new ClientHello("a.example", List.of()), bytes.length));
        byte[] message = hello().serverName("a.example").message();
        assertMalformed(records(join(message, new byte[1]), 16384));
        assertMalformed(records(join(message, message), 16384));
        assertMalformed(records(join(message, new byte[1]), 10));
    }

    @Test
    void protocolsAreBoundedInNumber() {
        String[] most = new String[128];
        Arrays.fill(most, "x");
        assertFound(hello().alpn(most).record(), "", most);
        String[] tooMany = Arrays.copyOf(most, 129);
        tooMany[128] = "x";
        assertMalformed(hello().alpn(tooMany).record());
    }

    /** One byte a segment and one byte a record: a caller that waits as it is told looks at most twice a record. */
    @Test
    void looksGrowWithTheRecordsAndNotWithTheSegments() {
        int empty = hello().with(9999, new byte[0]).message().length;
        byte[] bytes = records(
                hello().with(9999, new byte[ClientHello.MAX_HELLO - empty]).message(), 256);
        int looks = 0;
        int waitedFor = 0;
        Verdict<ClientHello> verdict = new NeedMore<>(0);
        for (int length = 0; length <= bytes.length; length++) {
            if (length >= waitedFor) {
                looks++;
                verdict = ClientHello.parse(ByteBuffer.wrap(bytes, 0, length));
                waitedFor = verdict instanceof NeedMore<ClientHello> more ? more.total() : Integer.MAX_VALUE;
            }
        }
        assertThat(verdict).isInstanceOf(Found.class);
        assertThat(looks).isLessThanOrEqualTo(2 * 64 + 1);
    }

    private static void assertFound(byte[] bytes, String name, String... protocols) {
        assertThat(Cuts.check(bytes, ClientHello::parse))
                .isEqualTo(new Found<>(new ClientHello(name, List.of(protocols)), bytes.length));
    }

    private static void assertMalformed(String hex) {
        assertMalformed(HexFormat.of().parseHex(hex));
    }

    private static void assertMalformed(byte[] bytes) {
        assertThat(Cuts.check(bytes, ClientHello::parse)).isInstanceOf(Malformed.class);
    }

    private static Verdict<ClientHello> parse(String hex) {
        return parse(HexFormat.of().parseHex(hex));
    }

    private static Verdict<ClientHello> parse(byte[] bytes) {
        return ClientHello.parse(ByteBuffer.wrap(bytes));
    }
}
