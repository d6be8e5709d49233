package io.tcplb.preface;

import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY protocol header says of the client: the addresses of the connection that the proxy took. Both are null
 * when it names none (LOCAL, UNKNOWN, unspecified, unix sockets), then the addresses of the connection itself count.
 *
 * @see <a href="https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt">The PROXY protocol, versions 1 and 2</a>
 */
public record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    static final ProxyHeader NO_ADDRESSES = new ProxyHeader(null, null);

    /**
     * Looks for a header of either version between position and limit of {@code bytes}, and leaves {@code bytes} alone.
     * The first byte that no header can have there is malformed at once. Never looks up a name.
     *
     * @param maxHeader most bytes of a header; one that announces more is malformed before it is waited for
     */
    public static Verdict<ProxyHeader> parse(ByteBuffer bytes, int maxHeader) {
        if (!bytes.hasRemaining()) {
            return new NeedMore<>(1);
        }
        byte first = bytes.get(bytes.position());
        if (first == ProxyText.FIRST_BYTE) {
            return ProxyText.parse(bytes, maxHeader);
        }
        if (first == ProxyBinary.FIRST_BYTE) {
            return new ProxyBinary(bytes, maxHeader).parse();
        }
        return new Malformed<>("no PROXY header");
    }
}
