package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTextTest {
    @ParameterizedTest
    @CsvSource({
        "TCP4 192.0.2.1 198.51.100.2 56324 443, 192.0.2.1, 56324, 198.51.100.2, 443",
        "TCP4 0.0.0.0 255.255.255.255 0 65535, 0.0.0.0, 0, 255.255.255.255, 65535",
        "TCP6 2001:db8::1 2001:DB8::2 1 2, 2001:db8::1, 1, 2001:db8::2, 2",
        "TCP6 :: ::1 1 2, ::, 1, ::1, 2",
        "TCP6 1:2:3:4:5:6:7:8 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535, 1:2:3:4:5:6:7:8, 65535,"
                + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 65535",
        "TCP6 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1 2, 1:2:3:4:5:6:7:0, 1, 0:2:3:4:5:6:7:8, 2",
        "TCP6 0001:02::0 1::8 1 2, 1:2::, 1, 1::8, 2",
        "TCP6 ::ffff:10.0.0.1 ::FFFF:a00:2 1 2, 10.0.0.1, 1, 10.0.0.2, 2",
        "TCP6 1:2:3:4:5:6:10.0.0.1 64:ff9b::192.0.2.33 1 2, 1:2:3:4:5:6:a00:1, 1, 64:ff9b::c000:221, 2",
    })
    void addressesAreRead(String text, String source, int sourcePort, String destination, int destinationPort)
            throws Exception {
        byte[] line = line(text);
        assertThat(check(line))
                .isEqualTo(new Found<>(
                        new ProxyHeader(
                                new InetSocketAddress(InetAddress.getByName(source), sourcePort),
                                new InetSocketAddress(InetAddress.getByName(destination), destinationPort)),
                        line.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "UNKNOWN ", "UNKNOWN ffff::1 ::2 1 2", "UNKNOWN whatever: TCP4 (or so)"})
    void unknownNamesNobody(String text) {
        byte[] line = line(text);
        assertThat(check(line)).isEqualTo(new Found<>(new ProxyHeader(null, null), line.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TCP4 1.2.3.4 5.6.7.8 1",
                "TCP4 1.2.3.4 5.6.7.8 1 2 ",
                "TCP4 1.2.3.4 5.6.7.8 1 2 3",
                "TCP4  1.2.3.4 5.6.7.8 1 2",
                "TCP4 1.2.3.4  5.6.7.8 1 2",
                "TCP4\t1.2.3.4 5.6.7.8 1 2",
                "TCP4 1.2.3.256 5.6.7.8 1 2",
                "TCP4 1.2.3.04 5.6.7.8 1 2",
                "TCP4 1.2.3.00 5.6.7.8 1 2",
                "TCP4 1.2.3 5.6.7.8 1 2",
                "TCP4 1.2.3. 5.6.7.8 1 2",
                "TCP4 1.2.3.4.5 5.6.7.8 1 2",
                "TCP4 1.2.3.4 5.6.7.8 65536 2",
                "TCP4 1.2.3.4 5.6.7.8 1 99999999999999999999",
                "TCP4 1.2.3.4 5.6.7.8 +1 2",
                "TCP4 1.2.3.4 5.6.7.8 -1 2",
                "TCP4 1.2.3.4 5.6.7.8 01 2",
                "TCP4 1.2.3.4 5.6.7.8 1 0x2",
                "TCP4 1.2.3.4 5.6.7.8  2",
                "TCP4 0x1.2.3.4 5.6.7.8 1 2",
                "TCP4 ::1 ::2 1 2",
                "TCP4 localhost 5.6.7.8 1 2",
                "TCP6 1.2.3.4 5.6.7.8 1 2",
                "TCP6 ::1 1.2.3.4 1 2",
                "TCP6 1:2:3:4:5:6:7 ::1 1 2",
                "TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2",
                "TCP6 1::2::3 ::1 1 2",
                "TCP6 ::: ::1 1 2",
                "TCP6 :1 ::1 1 2",
                "TCP6 1: ::1 1 2",
                "TCP6 ::1: ::1 1 2",
                "TCP6 12345:: ::1 1 2",
                "TCP6 g:: ::1 1 2",
                "TCP6 1:2:3:4:5:6:7:8:: ::1 1 2",
                "TCP6 ::1:2:3:4:5:6:7:8 ::1 1 2",
                "TCP6 1:2:3:4::5:6:7:8 ::1 1 2",
                "TCP6 fe80::1%eth0 ::1 1 2",
                "TCP6 [::1] ::1 1 2",
                "TCP6 ::1.2.3 ::1 1 2",
                "TCP6 ::1.2.3.4:5 ::1 1 2",
                "TCP6 ::01.2.3.4 ::1 1 2",
                "TCP6 ::1a.2.3.4 ::1 1 2",
                "TCP6 ::256.2.3.4 ::1 1 2",
                "TCP6 ::1234.2.3.4 ::1 1 2",
                "TCP6 1:2:3:4:5:6:7:1.2.3.4 ::1 1 2",
                "TCP6 1:2:3:4:5:1.2.3.4 ::1 1 2",
                "TCP6 1:2:3:4:5:6::1.2.3.4 ::1 1 2",
                "TCP5 1.2.3.4 5.6.7.8 1 2",
                "UDP4 1.2.3.4 5.6.7.8 1 2",
                "tcp4 1.2.3.4 5.6.7.8 1 2",
                "TCP 1.2.3.4 5.6.7.8 1 2",
                " TCP4 1.2.3.4 5.6.7.8 1 2",
                "UNKNOWNX",
                "unknown",
                "UNKNOWN \t",
                "UNKNOWN \n",
                "UNKNOWN \0",
                "",
                "TCP4",
            })
    void anythingElseIsMalformed(String text) {
        assertThat(check(line(text))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "proxy TCP4",
                "PROXX",
                "PROXY\tTCP4",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n",
                "PROXY UNKNOWN\n",
                "PROXY UNKNOWN\rX",
                "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\r\n",
                "\r\nPROXY",
                "\u0016\u0003\u0001"
            })
    void theFirstWrongByteIsMalformedAtOnce(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(check(bytes)).isInstanceOf(Malformed.class);
    }

    @Test
    void aWrongByteInAGoodLineIsFoundWhereItStands() {
        byte[] good = line("TCP6 ::ffff:10.0.0.1 1:2:3:4:5:6:7:8 1234 65535");
        for (int at = 0; at < good.length; at++) {
            for (byte wrong : new byte[] {0, '\t', 'Z', '!', '-', (byte) 0xff}) {
                byte[] bytes = Arrays.copyOf(good, at + 1);
                bytes[at] = wrong;
                assertThat(parse(bytes)).as("%d at %d", wrong, at).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void aLineEndsWithin107Bytes() {
        String longest = "UNKNOWN " + "x".repeat(107 - "PROXY UNKNOWN \r\n".length());
        assertThat(check(line(longest))).isEqualTo(new Found<>(new ProxyHeader(null, null), 107));
        assertThat(check(line(longest + "x"))).isInstanceOf(Malformed.class);
        byte[] endless = ("PROXY UNKNOWN " + "x".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
        assertThat(parse(Arrays.copyOf(endless, 106))).isEqualTo(new NeedMore<>(107));
        assertThat(parse(Arrays.copyOf(endless, 107))).isInstanceOf(Malformed.class);
        byte[] worst = line("UNKNOWN " + "ffff:".repeat(7) + "ffff " + "ffff:".repeat(7) + "ffff 65535 65535");
        assertThat(worst).hasSize(107);
        assertThat(check(worst)).isInstanceOf(Found.class);
    }

    @Test
    void whatFollowsIsLeftAlone() {
        byte[] more = (new String(line("UNKNOWN"), StandardCharsets.US_ASCII) + "GET / HTTP/1.1\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(check(more)).isEqualTo(new Found<>(new ProxyHeader(null, null), 15));
    }

    @Test
    void addressesAreReadAsTheJdkReadsThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "0123456789abcdefABCDEF::::....";
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            String address = random.nextInt(3) == 0 ? randomText(random, alphabet) : randomAddress(random, alphabet);
            Verdict<ProxyHeader> verdict = parse(line("TCP6 " + address + " ::1 1 2"));
            InetAddress theirs = hasTooManyZeros(address) ? null : literal(address);
            String why = "seed " + seed + ": " + address;
            assertThat(verdict instanceof Found).as(why).isEqualTo(theirs != null);
            if (verdict instanceof Found<ProxyHeader> header) {
                found++;
                assertThat(header.value().source().getAddress()).as(why).isEqualTo(theirs);
            }
        }
        assertThat(found).as("seed " + seed).isGreaterThan(5000);
    }

    /** Brackets keep the JDK from looking up what is no literal. */
    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.getByName('[' + text + ']');
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The JDK does not mind zeros in front, the protocol does: in an IPv4 tail any, in a group more than four digits. */
    private static boolean hasTooManyZeros(String address) {
        boolean tail = address.indexOf('.') >= 0 && address.matches(".*[:.]0[0-9]+(\\..*|$)");
        return tail || address.matches(".*[0-9a-fA-F]{5}.*");
    }

    private static String randomText(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(20); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String randomAddress(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        int groups = 1 + random.nextInt(8);
        int gap = random.nextBoolean() ? random.nextInt(groups + 1) : -1;
        for (int i = 0; i < groups; i++) {
            text.append(i == gap ? "::" : i > 0 ? ":" : "").append(Integer.toHexString(random.nextInt(65536)));
        }
        text.append(gap == groups ? "::" : "");
        if (random.nextInt(4) == 0) {
            text.append(random.nextBoolean() ? ":" : "")
                    .append(random.nextInt(300))
                    .append(".1.2.")
                    .append(random.nextInt(260));
        }
        if (random.nextInt(4) == 0) {
            text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static byte[] line(String text) {
        return ("PROXY " + text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Verdict<ProxyHeader> check(byte[] bytes) {
        return Cuts.check(bytes, in -> ProxyHeader.parse(in, 4096));
    }

    private static Verdict<ProxyHeader> parse(byte[] bytes) {
        return ProxyHeader.parse(ByteBuffer.wrap(bytes), 4096);
    }
}
