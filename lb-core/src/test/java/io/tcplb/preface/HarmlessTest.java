package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class HarmlessTest {
    private static final byte[] SSL_REQUEST = HexFormat.of().parseHex("0000000804d2162f");

    @Test
    void nothingIsHarmless() {
        assertThat(harmless(new byte[0])).isTrue();
    }

    @Test
    void everyBeginningOfAClientHelloIsHarmless() throws Exception {
        byte[] hello = clientHello();
        for (int length = 0; length <= hello.length; length++) {
            assertThat(Harmless.isHarmless(ByteBuffer.wrap(hello, 0, length)))
                    .as("%d bytes", length)
                    .isTrue();
        }
    }

    @Test
    void aClientHelloSpreadOverManyRecordsIsHarmless() throws Exception {
        byte[] hello = clientHello();
        for (int size = 1; size <= hello.length; size = size * 2 + 1) {
            byte[] spread = fragment(hello, size);
            assertThat(harmless(spread)).as("records of %d", size).isTrue();
            assertThat(Harmless.isHarmless(ByteBuffer.wrap(spread, 0, spread.length / 2)))
                    .isTrue();
        }
    }

    @Test
    void anythingBehindAClientHelloIsNot() throws Exception {
        byte[] hello = clientHello();
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(hello);
        more.write(23); // early data
        assertThat(harmless(more.toByteArray())).isFalse();
    }

    @Test
    void otherTlsRecordsAreNot() {
        assertThat(harmless(HexFormat.of().parseHex("1603010004" + "02000000"))).isFalse();
        assertThat(harmless(HexFormat.of().parseHex("1703030001" + "00"))).isFalse();
        assertThat(harmless(HexFormat.of().parseHex("1603010000"))).isFalse();
    }

    @Test
    void postgresStartupIsHarmlessAloneAndNothingElseIs() {
        byte[] startup = startup("user\0app\0database\0shop\0\0");
        assertThat(harmless(startup)).isTrue();
        assertThat(Harmless.isHarmless(ByteBuffer.wrap(startup, 0, 12))).isTrue();
        assertThat(harmless(SSL_REQUEST)).isTrue();
        assertThat(harmless(HexFormat.of().parseHex("0000000804d21630"))).isTrue();
        byte[] tooMuch = java.util.Arrays.copyOf(startup, startup.length + 1);
        assertThat(harmless(tooMuch)).isFalse();
        assertThat(harmless(HexFormat.of().parseHex("0000001004d2162e0000000100000002")))
                .as("CancelRequest")
                .isFalse();
    }

    @Test
    void requestsAreNot() {
        for (String request : new String[] {"G", "GET / HTTP/1.1\r\n", "PING\r\n", "*1\r\n$4\r\nPING\r\n", "\0\0\0"}) {
            assertThat(harmless(request.getBytes(StandardCharsets.ISO_8859_1)))
                    .as(request)
                    .isFalse();
        }
    }

    private static boolean harmless(byte[] bytes) {
        return Harmless.isHarmless(ByteBuffer.wrap(bytes));
    }

    private static byte[] startup(String parameters) {
        byte[] text = parameters.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(8 + text.length)
                .putInt(8 + text.length)
                .putInt(3 << 16)
                .put(text)
                .array();
    }

    /** What the JDK's own TLS client says first. */
    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("example.test", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        wrap(engine, out);
        byte[] hello = new byte[out.flip().remaining()];
        out.get(hello);
        return hello;
    }

    private static void wrap(SSLEngine engine, ByteBuffer out) throws SSLException {
        engine.wrap(ByteBuffer.allocate(0), out);
    }

    private static byte[] fragment(byte[] record, int size) {
        ByteBuffer out = ByteBuffer.allocate((record.length - 5) * 6 + 5);
        for (int at = 5; at < record.length; at += size) {
            int length = Math.min(size, record.length - at);
            out.put((byte) 22)
                    .put((byte) 3)
                    .put((byte) 1)
                    .putShort((short) length)
                    .put(record, at, length);
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }
}
