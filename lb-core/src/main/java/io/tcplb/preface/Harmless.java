package io.tcplb.preface;

import java.nio.ByteBuffer;

/**
 * Tells first bytes that provably have no effect on a server, so that another server may be given them as well: none at
 * all, a TLS ClientHello, or a PostgreSQL StartupMessage, SSLRequest or GSSENCRequest. A part of one is as harmless as
 * the whole; one byte more is not, because it may belong to a request. Pure.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, 4.1.2 ClientHello</a>
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL message formats</a>
 */
public final class Harmless {
    private static final int TLS_HANDSHAKE = 22;
    private static final int TLS_CLIENT_HELLO = 1;
    private static final int TLS_RECORD_HEADER = 5;
    private static final int TLS_HANDSHAKE_HEADER = 4;
    private static final int TLS_MAX_RECORD = 1 << 14;
    private static final int PG_MAX_STARTUP = 10_000; // the server's own limit, MAX_STARTUP_PACKET_LENGTH
    private static final int PG_PROTOCOL_MAJOR = 3;
    private static final int PG_SSL_REQUEST = 80_877_103;
    private static final int PG_GSSENC_REQUEST = 80_877_104;

    private Harmless() {}

    /** Returns whether everything between position and limit of {@code bytes} is harmless. Leaves {@code bytes} alone. */
    public static boolean isHarmless(ByteBuffer bytes) {
        return !bytes.hasRemaining() || isClientHello(bytes.duplicate()) || isPostgresStartup(bytes.duplicate());
    }

    /** Walks the records of one ClientHello, which may be spread over several and may stop anywhere. */
    private static boolean isClientHello(ByteBuffer in) {
        int helloLeft = -1; // unknown until the handshake header has been seen
        int headerSeen = 0;
        int length = 0;
        while (in.hasRemaining()) {
            if (helloLeft == 0 || in.get() != TLS_HANDSHAKE) {
                return false;
            }
            if (in.remaining() < TLS_RECORD_HEADER - 1) {
                return !in.hasRemaining() || in.get() == 3;
            }
            if (in.get() != 3) {
                return false;
            }
            in.get(); // the minor version says nothing (RFC 8446, 5.1)
            int recordLeft = in.getShort() & 0xffff;
            if (recordLeft == 0 || recordLeft > TLS_MAX_RECORD) {
                return false;
            }
            while (recordLeft > 0 && in.hasRemaining() && headerSeen < TLS_HANDSHAKE_HEADER) {
                int octet = in.get() & 0xff;
                recordLeft--;
                if (headerSeen == 0 && octet != TLS_CLIENT_HELLO) {
                    return false;
                }
                length = headerSeen == 0 ? 0 : length << 8 | octet;
                headerSeen++;
                helloLeft = headerSeen == TLS_HANDSHAKE_HEADER ? length : -1;
            }
            if (headerSeen == TLS_HANDSHAKE_HEADER) {
                if (recordLeft > helloLeft) {
                    return false; // something else shares the record
                }
                int here = Math.min(recordLeft, in.remaining());
                in.position(in.position() + here);
                helloLeft -= here;
            }
        }
        return true;
    }

    private static boolean isPostgresStartup(ByteBuffer in) {
        if (in.remaining() < 2 * Integer.BYTES) {
            return false; // four bytes of length could begin many a protocol
        }
        int length = in.getInt();
        int code = in.getInt();
        int rest = length - 2 * Integer.BYTES;
        if (code == PG_SSL_REQUEST || code == PG_GSSENC_REQUEST) {
            return rest == 0 && !in.hasRemaining();
        }
        return code >>> 16 == PG_PROTOCOL_MAJOR && rest >= 0 && length <= PG_MAX_STARTUP && in.remaining() <= rest;
    }
}
