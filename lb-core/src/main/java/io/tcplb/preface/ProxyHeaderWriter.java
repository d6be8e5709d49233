package io.tcplb.preface;

import io.tcplb.spec.ProxyProtocol;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the PROXY protocol header that a backend is told the client's addresses with. */
public final class ProxyHeaderWriter {
    /** Most bytes of a unique id, as the protocol has it. */
    public static final int MAX_UNIQUE_ID = 128;

    private static final int TLV_HEADER = 3;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private ProxyHeaderWriter() {}

    /**
     * Returns a header for a client at {@code source} that connected to {@code destination}. When one address is IPv4
     * and the other is IPv6, both are written as IPv6.
     *
     * @param version V1 or V2
     * @param uniqueId names the session in V2, at most {@link #MAX_UNIQUE_ID} bytes; empty leaves it out, V1 has no room
     * @throws IllegalArgumentException when an address is not resolved, the id is too long or the version is OFF
     */
    public static ByteBuffer header(
            ProxyProtocol version, InetSocketAddress source, InetSocketAddress destination, String uniqueId) {
        byte[] from = address(source);
        byte[] to = address(destination);
        boolean v4 = from.length == 4 && to.length == 4;
        if (isText(version)) {
            String line = (v4 ? "PROXY TCP4 " : "PROXY TCP6 ") + text(from, v4) + ' ' + text(to, v4) + ' '
                    + source.getPort() + ' ' + destination.getPort() + "\r\n";
            return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] id = id(uniqueId);
        int addresses = v4 ? 2 * (4 + 2) : 2 * (16 + 2);
        ByteBuffer out = begin(ProxyBinary.PROXY, v4 ? ProxyBinary.TCP4 : ProxyBinary.TCP6, addresses + tlvLength(id));
        out.put(v4 ? from : widened(from)).put(v4 ? to : widened(to));
        out.putShort((short) source.getPort()).putShort((short) destination.getPort());
        return end(out, id);
    }

    /** Returns a header for a client that has no addresses to tell, such as one of a unix socket. */
    public static ByteBuffer unknown(ProxyProtocol version, String uniqueId) {
        if (isText(version)) {
            return ByteBuffer.wrap("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] id = id(uniqueId);
        return end(begin(ProxyBinary.PROXY, ProxyBinary.UNSPEC, tlvLength(id)), id);
    }

    /** Returns a header for a connection of the balancer's own, such as a health check. */
    public static ByteBuffer local(ProxyProtocol version) {
        return isText(version)
                ? unknown(version, "")
                : begin(ProxyBinary.LOCAL, ProxyBinary.UNSPEC, 0).flip();
    }

    private static boolean isText(ProxyProtocol version) {
        if (version == ProxyProtocol.OFF) {
            throw new IllegalArgumentException("no header at all is wanted");
        }
        return version == ProxyProtocol.V1;
    }

    private static byte[] address(InetSocketAddress address) {
        if (address.getAddress() == null) {
            throw new IllegalArgumentException(address + " is not resolved");
        }
        return address.getAddress().getAddress();
    }

    /** A scope would be of no use to anybody else, hence not the address's own text. */
    private static String text(byte[] address, boolean v4) {
        if (v4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        try {
            return Inet6Address.getByAddress(null, widened(address), -1).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    private static byte[] widened(byte[] address) {
        return address.length == 16
                ? address
                : ByteBuffer.allocate(16).put(MAPPED).put(address).array();
    }

    private static byte[] id(String uniqueId) {
        byte[] id = uniqueId.getBytes(StandardCharsets.UTF_8);
        if (id.length > MAX_UNIQUE_ID) {
            throw new IllegalArgumentException("a unique id of " + id.length + " bytes");
        }
        return id;
    }

    private static int tlvLength(byte[] id) {
        return id.length == 0 ? 0 : TLV_HEADER + id.length;
    }

    private static ByteBuffer begin(int command, int family, int length) {
        return ByteBuffer.allocate(ProxyBinary.FIXED + length)
                .put(ProxyBinary.signature())
                .put((byte) (ProxyBinary.VERSION | command))
                .put((byte) family)
                .putShort((short) length);
    }

    private static ByteBuffer end(ByteBuffer out, byte[] id) {
        if (id.length > 0) {
            out.put((byte) ProxyBinary.TYPE_UNIQUE_ID)
                    .putShort((short) id.length)
                    .put(id);
        }
        return out.flip();
    }
}
