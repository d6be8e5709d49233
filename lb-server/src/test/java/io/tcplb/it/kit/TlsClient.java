package io.tcplb.it.kit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

/** A TLS client of Java's own whose ClientHello goes out in whatever pieces the test wants. */
public final class TlsClient implements AutoCloseable {
    /** How the record that holds the ClientHello is written. */
    @FunctionalInterface
    public interface Cut {
        /** As one piece. */
        Cut NONE = OutputStream::write;

        /** Byte by byte. */
        Cut BYTES = (out, record) -> {
            for (byte one : record) {
                out.write(one);
            }
        };

        void write(OutputStream out, byte[] record) throws IOException;

        /** As {@code count} records, as equal as can be, in one piece. */
        static Cut records(int count) {
            return (out, record) -> out.write(split(record, count));
        }
    }

    private static final int HEADER = 5;

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer fromNet;
    private final ByteBuffer toNet;
    private final ByteBuffer plain;
    private final Cut cut;
    private boolean greeted;

    private TlsClient(Socket socket, SSLEngine engine, Cut cut) {
        this.socket = socket;
        this.engine = engine;
        this.cut = cut;
        this.fromNet =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).limit(0);
        this.toNet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    /**
     * Connects and shakes hands.
     *
     * @param name what it asks for and what the certificate must be made for; empty asks for nothing and checks nothing
     * @param alpn protocols that it offers; may be empty
     */
    public static TlsClient connect(InetSocketAddress to, SSLContext trust, String name, List<String> alpn, Cut cut)
            throws IOException {
        SSLEngine engine = name.isEmpty() ? trust.createSSLEngine() : trust.createSSLEngine(name, to.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (!name.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        TlsClient client = new TlsClient(Sockets.connect(to), engine, cut);
        try {
            client.shakeHands();
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** One HTTP exchange, to the end of the connection; returns the body. */
    public String get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: it\r\nConnection: close\r\n\r\n";
        send(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!engine.isInboundDone()) {
            unwrap();
            answer.write(plain.array(), 0, plain.position());
            plain.clear();
        }
        return HttpAnswer.parse(answer.toByteArray()).body().strip();
    }

    private void shakeHands() throws IOException {
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> send(ByteBuffer.allocate(0));
                case NEED_TASK -> engine.getDelegatedTask().run();
                default -> unwrap();
            }
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        toNet.clear();
        engine.wrap(bytes, toNet);
        byte[] records = new byte[toNet.flip().remaining()];
        toNet.get(records);
        (greeted ? Cut.NONE : cut).write(socket.getOutputStream(), records);
        greeted = true;
    }

    private void unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(fromNet, plain);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            fromNet.compact();
            int read = socket.getInputStream().read(fromNet.array(), fromNet.position(), fromNet.remaining());
            if (read < 0) {
                throw new EOFException("the end, in the middle of TLS");
            }
            fromNet.position(fromNet.position() + read).flip();
        }
    }

    private static byte[] split(byte[] record, int count) {
        int length = record.length - HEADER;
        ByteBuffer out = ByteBuffer.allocate(length + count * HEADER);
        for (int i = 0; i < count; i++) {
            int from = length * i / count;
            int to = length * (i + 1) / count;
            out.put(record, 0, 3).putShort((short) (to - from)).put(record, HEADER + from, to - from);
        }
        return out.array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
