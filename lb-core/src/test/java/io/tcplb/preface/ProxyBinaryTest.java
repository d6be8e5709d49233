package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyBinaryTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "c0000201" + "c6336402" + "dc04" + "01bb";
    private static final String V6 =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "0001" + "ffff";
    private static final ProxyHeader NOBODY = new ProxyHeader(null, null);
    private static final ProxyHeader CLIENT =
            new ProxyHeader(new InetSocketAddress("192.0.2.1", 56324), new InetSocketAddress("198.51.100.2", 443));

    @Test
    void addressesAreRead() {
        assertFound(header(0x21, 0x11, V4), CLIENT);
        assertFound(
                header(0x21, 0x21, V6),
                new ProxyHeader(new InetSocketAddress("2001:db8::1", 1), new InetSocketAddress("2001:db8::2", 65535)));
    }

    @Test
    void mappedAddressesAreTheOnesThatTheyStandFor() {
        String mapped = "00000000000000000000ffff";
        byte[] header = header(0x21, 0x21, mapped + "c0000201" + mapped + "c6336402" + "dc04" + "01bb");
        assertFound(header, CLIENT);
    }

    @Test
    void localAndUnspecifiedAndUnixNameNobody() {
        assertFound(header(0x20, 0x00, ""), NOBODY);
        assertFound(header(0x20, 0x11, V4), NOBODY);
        assertFound(header(0x20, 0xff, "deadbeef"), NOBODY); // of LOCAL, everything but the length is to be ignored
        assertFound(header(0x21, 0x00, ""), NOBODY);
        assertFound(header(0x21, 0x00, "0500ff"), NOBODY);
        assertFound(header(0x21, 0x31, "00".repeat(216) + "050001aa"), NOBODY);
    }

    @Test
    void tlvsAreSkipped() {
        String ssl = tlv(0x20, "01" + "00000000" + tlv(0x21, "544c53") + tlv(0x22, "") + tlv(0x23, "41"));
        for (String tlvs : new String[] {
            tlv(0x01, "6832"),
            tlv(0x04, ""),
            tlv(0x05, "00".repeat(128)),
            tlv(0xea, "01aa"),
            ssl,
            tlv(0x20, "0000000000"),
            tlv(0x02, "61") + ssl + tlv(0x30, "61"),
            tlv(0xff, "00".repeat(4000))
        }) {
            assertFound(header(0x21, 0x11, V4 + tlvs), CLIENT);
            assertThat(check(header(0x21, 0x21, V6 + tlvs))).isInstanceOf(Found.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "0500",
                "050001",
                "0500020a",
                "05ffff00",
                "04000004", // beyond the end
                "200000",
                "20000400000000",
                "2000060100000000" + "21",
                "2000080100000000" + "210001", // within SSL
                "20000801000000002100ff",
                "20000a0100000000210001" + "41" + "22",
                "200009010000000021000241" + "ff",
                "03000100",
                "0300050000000000",
                "030000" // a checksum is four bytes
            })
    void tlvsThatDoNotAddUpAreMalformed(String tlvs) {
        assertThat(check(header(0x21, 0x11, V4 + tlvs))).isInstanceOf(Malformed.class);
        assertThat(check(header(0x21, 0x31, "00".repeat(216) + tlvs))).isInstanceOf(Malformed.class);
    }

    @Test
    void anSslTlvCannotReachBeyondItselfIntoItsNeighbour() {
        byte[] header = header(0x21, 0x11, V4 + tlv(0x20, "0100000000" + "210004" + "4141") + tlv(0x05, "4141"));
        assertThat(check(header)).isInstanceOf(Malformed.class);
    }

    @Test
    void aChecksumIsVerifiedWhereThereIsOne() {
        for (String after : new String[] {"", tlv(0x05, "4142")}) {
            byte[] header = header(0x21, 0x11, V4 + tlv(0x04, "00") + tlv(0x03, "00000000") + after);
            CRC32C crc = new CRC32C();
            crc.update(header);
            ByteBuffer.wrap(header).putInt(16 + 12 + 4 + 3, (int) crc.getValue());
            assertFound(header, CLIENT);
            for (int at = 16; at < header.length; at++) {
                if (at == 16 + 12 + 4) {
                    continue; // then it is no checksum any more
                }
                byte[] other = header.clone();
                other[at] ^= 1;
                assertThat(parse(other, 4096)).as("at %d", at).isNotInstanceOf(Found.class);
            }
        }
    }

    @Test
    void onlyTheSignatureAndVersion2AndKnownCommandsAndStreamsPass() {
        byte[] good = header(0x21, 0x11, V4);
        for (int at = 0; at < 14; at++) {
            for (int octet = 0; octet < 256; octet++) {
                byte[] bytes = Arrays.copyOf(good, at + 1);
                bytes[at] = (byte) octet;
                Set<Integer> allowed = at == 12
                        ? Set.of(0x20, 0x21)
                        : at == 13 ? Set.of(0, 0x11, 0x21, 0x31) : Set.of(good[at] & 0xff);
                boolean known = allowed.contains(octet) || (at == 0 && octet == 'P');
                assertThat(parse(bytes, 4096) instanceof NeedMore)
                        .as("%d at %d", octet, at)
                        .isEqualTo(known);
                assertThat(parse(bytes, 4096) instanceof Malformed)
                        .as("%d at %d", octet, at)
                        .isEqualTo(!known);
            }
        }
    }

    @Test
    void anAddressBlockThatIsTooShortIsMalformedBeforeItIsThere() {
        assertThat(parse(start(0x21, 0x11, 11), 4096)).isInstanceOf(Malformed.class);
        assertThat(parse(start(0x21, 0x21, 35), 4096)).isInstanceOf(Malformed.class);
        assertThat(parse(start(0x21, 0x31, 215), 4096)).isInstanceOf(Malformed.class);
        assertThat(parse(start(0x21, 0x11, 12), 4096)).isEqualTo(new NeedMore<>(28));
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 4096, 65551})
    void everyLengthIsBoundedBeforeItIsWaitedFor(int max) {
        for (int length = 0; length <= 0xffff; length++) {
            for (int command : new int[] {0x20, 0x21}) {
                Verdict<ProxyHeader> verdict = parse(start(command, 0x11, length), max);
                boolean fits = 16 + length <= max && (command == 0x20 || length == 12 || length >= 12 + 3);
                Verdict<ProxyHeader> expected = length == 0 ? new Found<>(NOBODY, 16) : new NeedMore<>(16 + length);
                assertThat(verdict instanceof Malformed).as("length %d", length).isEqualTo(!fits);
                if (fits) {
                    assertThat(verdict).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void everyLengthIsReadToItsEndAndNoFurther() {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 0xffff + 1);
        for (int length = 0; length <= 0xffff; length++) {
            bytes.clear().put(start(0x20, 0x00, length)).position(0).limit(16 + length + 1);
            assertThat(ProxyHeader.parse(bytes, 65551)).isEqualTo(new Found<>(NOBODY, 16 + length));
            bytes.limit(16 + length - (length > 0 ? 1 : 0));
            assertThat(ProxyHeader.parse(bytes, 65551))
                    .isEqualTo(length > 0 ? new NeedMore<>(16 + length) : new Found<>(NOBODY, 16));
        }
    }

    @Test
    void whatFollowsIsLeftAlone() {
        byte[] header = header(0x21, 0x11, V4);
        byte[] more = Arrays.copyOf(header, header.length + 100);
        assertThat(check(more)).isEqualTo(new Found<>(CLIENT, header.length));
    }

    private static void assertFound(byte[] bytes, ProxyHeader header) {
        assertThat(check(bytes)).isEqualTo(new Found<>(header, bytes.length));
    }

    private static Verdict<ProxyHeader> check(byte[] bytes) {
        return Cuts.check(bytes, in -> ProxyHeader.parse(in, 65551));
    }

    private static Verdict<ProxyHeader> parse(byte[] bytes, int max) {
        return ProxyHeader.parse(ByteBuffer.wrap(bytes), max);
    }

    private static byte[] start(int command, int family, int length) {
        return HexFormat.of().parseHex(SIGNATURE + "%02x%02x%04x".formatted(command, family, length));
    }

    private static byte[] header(int command, int family, String hex) {
        return HexFormat.of().parseHex(SIGNATURE + "%02x%02x%04x".formatted(command, family, hex.length() / 2) + hex);
    }

    private static String tlv(int type, String value) {
        return "%02x%04x".formatted(type, value.length() / 2) + value;
    }
}
