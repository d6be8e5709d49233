package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.spec.ProxyProtocol;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProxyHeaderWriterTest {
    private static final InetSocketAddress V4 = new InetSocketAddress("192.0.2.1", 56324);
    private static final InetSocketAddress OTHER_V4 = new InetSocketAddress("198.51.100.2", 443);
    private static final InetSocketAddress V6 = new InetSocketAddress("2001:db8::1", 65535);

    @Test
    void version1IsText() {
        assertThat(text(V4, OTHER_V4)).isEqualTo("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n");
        assertThat(text(V6, V6)).isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:1 65535 65535\r\n");
        assertThat(text(V4, V6)).isEqualTo("PROXY TCP6 0:0:0:0:0:ffff:c000:201 2001:db8:0:0:0:0:0:1 56324 65535\r\n");
        assertThat(ascii(ProxyHeaderWriter.unknown(ProxyProtocol.V1, "a"))).isEqualTo("PROXY UNKNOWN\r\n");
        assertThat(ascii(ProxyHeaderWriter.local(ProxyProtocol.V1))).isEqualTo("PROXY UNKNOWN\r\n");
    }

    @Test
    void version2IsBinaryAndCarriesTheId() {
        String signature = "0d0a0d0a000d0a515549540a";
        assertThat(hex(ProxyHeaderWriter.header(ProxyProtocol.V2, V4, OTHER_V4, "")))
                .isEqualTo(signature + "2111000c" + "c0000201c6336402dc0401bb");
        assertThat(hex(ProxyHeaderWriter.header(ProxyProtocol.V2, V4, OTHER_V4, "AB")))
                .isEqualTo(signature + "21110011" + "c0000201c6336402dc0401bb" + "0500024142");
        assertThat(hex(ProxyHeaderWriter.header(ProxyProtocol.V2, V6, V4, "")))
                .isEqualTo(signature + "21210024" + "20010db8000000000000000000000001"
                        + "00000000000000000000ffffc0000201" + "ffffdc04");
        assertThat(hex(ProxyHeaderWriter.unknown(ProxyProtocol.V2, "A")))
                .isEqualTo(signature + "21000004" + "05000141");
        assertThat(hex(ProxyHeaderWriter.local(ProxyProtocol.V2))).isEqualTo(signature + "20000000");
    }

    @Test
    void aScopeIsNobodyElsesBusiness() throws Exception {
        byte[] linkLocal = V6.getAddress().getAddress();
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        InetSocketAddress scoped = new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 1), 1);
        assertThat(text(scoped, scoped)).doesNotContain("%");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            InetSocketAddress source = random(random);
            InetSocketAddress destination = random(random);
            String id = "x".repeat(random.nextInt(129));
            for (ProxyProtocol version : new ProxyProtocol[] {ProxyProtocol.V1, ProxyProtocol.V2}) {
                ByteBuffer header = ProxyHeaderWriter.header(version, source, destination, id);
                assertThat(ProxyHeader.parse(header, 4096))
                        .as("seed %d", seed)
                        .isEqualTo(new Found<>(new ProxyHeader(source, destination), header.remaining()));
                assertThat(ProxyHeader.parse(ProxyHeaderWriter.unknown(version, id), 4096))
                        .isInstanceOf(Found.class);
            }
        }
    }

    @Test
    void everyCutOfWhatIsWrittenNeedsMore() {
        for (ProxyProtocol version : new ProxyProtocol[] {ProxyProtocol.V1, ProxyProtocol.V2}) {
            for (ByteBuffer header : new ByteBuffer[] {
                ProxyHeaderWriter.header(version, V4, OTHER_V4, "id"),
                ProxyHeaderWriter.header(version, V6, V4, "id"),
                ProxyHeaderWriter.unknown(version, "id"),
                ProxyHeaderWriter.local(version)
            }) {
                assertThat(Cuts.check(bytes(header), in -> ProxyHeader.parse(in, 4096)))
                        .isInstanceOf(Found.class);
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsRefused() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("localhost", 1);
        assertThatThrownBy(() -> ProxyHeaderWriter.header(ProxyProtocol.V1, unresolved, V4, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProxyHeaderWriter.header(ProxyProtocol.V2, V4, V4, "x".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProxyHeaderWriter.local(ProxyProtocol.OFF))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static InetSocketAddress random(Random random) throws Exception {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        for (int zeros = random.nextInt(bytes.length); zeros > 0; zeros--) {
            bytes[random.nextInt(bytes.length)] = 0;
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes), random.nextInt(65536));
    }

    private static String text(InetSocketAddress source, InetSocketAddress destination) {
        return ascii(ProxyHeaderWriter.header(ProxyProtocol.V1, source, destination, "ignored"));
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(bytes(bytes));
    }
}
