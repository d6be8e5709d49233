package io.tcplb.preface;

import io.tcplb.preface.Verdict.Malformed;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a TLS client asks for in the clear, TLS 1.0 to 1.3. It says where the client wants to go; it proves nothing.
 *
 * @param serverName the name of the server in lower case, without a trailing dot; empty when the client gave none
 * @param alpn the protocols that the client offers, in its order, one char a byte; may be empty
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, 4.1.2 ClientHello</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6066#section-3">RFC 6066, 3 Server Name Indication</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7301#section-3.1">RFC 7301, 3.1 ALPN</a>
 */
public record ClientHello(String serverName, List<String> alpn) {
    /** Most bytes of the handshake message. Clients send 200 to 2000, with post-quantum keys. */
    public static final int MAX_HELLO = 16 * 1024;

    /** Most records that it may be spread over. */
    public static final int MAX_RECORDS = 64;

    /** Most bytes on the wire, and so the most that {@link #parse} ever asks for. */
    public static final int MAX_LENGTH = MAX_HELLO + MAX_RECORDS * HelloRecords.HEADER;

    public ClientHello {
        alpn = List.copyOf(alpn);
    }

    /**
     * Looks for a ClientHello between position and limit of {@code bytes}, and leaves {@code bytes} alone. Copies what
     * is there and complete, never what is only announced. What stands in the record behind it is malformed, what stands
     * in later records is not looked at.
     */
    public static Verdict<ClientHello> parse(ByteBuffer bytes) {
        return new HelloRecords(bytes).parse();
    }

    static <T> Verdict<T> malformed(String why) {
        return new Malformed<>("ClientHello: " + why);
    }
}
