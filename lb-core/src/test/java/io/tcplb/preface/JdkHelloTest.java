package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The JDK's TLS as the other party. A client must be understood; and a server must never read another name than the one
 * that its client was routed by, whatever a client with bad intentions sends.
 */
class JdkHelloTest {
    private static final int MUTATIONS = 2000;

    /** What a server reads. The protocols are null when its handshake ended before it looked at them. */
    private record Read(String serverName, @Nullable List<String> alpn) {}

    @Test
    void itsClientsAreUnderstood() throws Exception {
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            for (String name : new String[] {"", "a.example", "XN--bcher-kva.Example", "a-b.c.d.example"}) {
                for (String[] alpn : new String[][] {{}, {"h2"}, {"h2", "http/1.1", "x"}}) {
                    ByteBuffer hello = hello(protocol, name, alpn);
                    assertThat(ClientHello.parse(hello))
                            .isEqualTo(new Found<>(
                                    new ClientHello(name.toLowerCase(Locale.ROOT), List.of(alpn)), hello.remaining()));
                }
            }
        }
    }

    @Test
    void itsServersReadWhatWeRead() throws Exception {
        SSLContext context = SSLContext.getDefault();
        for (String name : new String[] {"openssl-tls13", "curl-h2", "node", "java-httpclient"}) {
            byte[] bytes = Corpus.read("hello", name);
            ClientHello ours = ((Found<ClientHello>) ClientHello.parse(ByteBuffer.wrap(bytes))).value();
            Read theirs = serverReads(context, bytes);
            assertThat(theirs).as(name).isNotNull();
            assertThat(theirs.serverName()).as(name).isEqualTo(ours.serverName());
            assertThat(theirs.alpn()).as(name).isEqualTo(ours.alpn());
        }
    }

    @Test
    void noDamageMakesItsServersReadAnotherName() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SSLContext context = SSLContext.getDefault();
        List<byte[]> originals = new ArrayList<>();
        for (String name : new String[] {"openssl-tls13", "openssl-tls12", "node", "java-httpclient", "made-grease"}) {
            originals.add(Corpus.read("hello", name));
        }
        int bothRead = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = damaged(originals.get(random.nextInt(originals.size())), random);
            if (ClientHello.parse(ByteBuffer.wrap(bytes)) instanceof Found<ClientHello> found) {
                Read theirs = serverReads(context, bytes);
                if (theirs != null) {
                    bothRead++;
                    String why = "seed " + seed + ": " + HexFormat.of().formatHex(bytes);
                    assertThat(theirs.serverName())
                            .as(why)
                            .isEqualTo(found.value().serverName());
                    if (theirs.alpn() != null) {
                        assertThat(theirs.alpn())
                                .as(why)
                                .isEqualTo(found.value().alpn());
                    }
                }
            }
        }
        assertThat(bothRead).as("seed " + seed).isGreaterThan(MUTATIONS / 50);
    }

    private static byte[] damaged(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
                default -> bytes[random.nextInt(bytes.length)];
            };
        }
        return bytes;
    }

    /** Returns what a server of the JDK makes of a hello, or null when it refuses it. */
    private static @Nullable Read serverReads(SSLContext context, byte[] hello) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        String[] name = {""};
        List<List<String>> alpn = new ArrayList<>();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setSNIMatchers(List.of(new SNIMatcher(0) {
            @Override
            public boolean matches(SNIServerName serverName) {
                name[0] = new String(serverName.getEncoded(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
                return true;
            }
        }));
        engine.setSSLParameters(parameters);
        engine.setHandshakeApplicationProtocolSelector((e, offered) -> {
            alpn.add(offered);
            return null; // no more than the hello is needed
        });
        try {
            ByteBuffer in = ByteBuffer.wrap(hello);
            engine.unwrap(in, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            engine.wrap(
                    ByteBuffer.allocate(0),
                    ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (SSLException e) {
            // It has no certificate, and so always comes to this: what matters is whether it looked at the extensions.
        }
        return name[0].isEmpty() && alpn.isEmpty() ? null : new Read(name[0], alpn.isEmpty() ? null : alpn.get(0));
    }

    private static ByteBuffer hello(String protocol, String name, String... alpn) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setApplicationProtocols(alpn);
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return out.flip();
    }
}
