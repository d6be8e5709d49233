package io.tcplb.preface;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Version 2, binary. Nothing is read beyond what the header says is its own, at any depth. */
final class ProxyBinary {
    static final byte FIRST_BYTE = 0x0d;
    static final int FIXED = 16;
    static final int VERSION = 0x20;
    static final int LOCAL = 0;
    static final int PROXY = 1;
    static final int UNSPEC = 0x00;
    static final int TCP4 = 0x11;
    static final int TCP6 = 0x21;
    static final int UNIX_STREAM = 0x31;
    static final int TYPE_CRC32C = 0x03;
    static final int TYPE_UNIQUE_ID = 0x05;
    static final int TYPE_SSL = 0x20;

    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 'Q', 'U', 'I', 'T', 0x0a};
    private static final int TLV_HEADER = 3;
    private static final int SSL_FIXED = 5;
    private static final int UNIX_ADDRESSES = 2 * 108;

    private final ByteBuffer bytes;
    private final int start;
    private final int available;
    private final int maxHeader;

    ProxyBinary(ByteBuffer bytes, int maxHeader) {
        this.bytes = bytes;
        this.start = bytes.position();
        this.available = bytes.remaining();
        this.maxHeader = maxHeader;
    }

    static byte[] signature() {
        return SIGNATURE.clone();
    }

    Verdict<ProxyHeader> parse() {
        String problem = fixedPart();
        if (problem != null) {
            return new Malformed<>("PROXY version 2: " + problem);
        }
        if (available < FIXED) {
            return new NeedMore<>(available < SIGNATURE.length + 2 ? available + 1 : FIXED);
        }
        int length = FIXED + length();
        problem = isProxied() ? tlvs(FIXED + addressLength(), length) : null;
        if (problem != null) {
            return new Malformed<>("PROXY version 2: " + problem);
        }
        return available < length ? new NeedMore<>(length) : new Found<>(header(), length);
    }

    /** Checks as much of the first sixteen bytes as there is. */
    private @Nullable String fixedPart() {
        for (int i = 0; i < Math.min(available, SIGNATURE.length); i++) {
            if (octet(i) != SIGNATURE[i]) {
                return "not its signature";
            }
        }
        if (available > 12 && (octet(12) & 0xf0) != VERSION) {
            return "another version";
        }
        if (available > 12 && (octet(12) & 0x0f) > PROXY) {
            return "neither LOCAL nor PROXY";
        }
        if (available > 13 && isProxied() && addressLength() < 0) {
            return "neither TCP4 nor TCP6 nor a unix stream nor unspecified";
        }
        if (available > 14 && FIXED + (octet(14) << 8) > maxHeader) {
            return "longer than " + maxHeader + " bytes";
        }
        if (available >= FIXED) {
            if (FIXED + length() > maxHeader) {
                return "longer than " + maxHeader + " bytes";
            }
            if (isProxied() && length() < addressLength()) {
                return "too short for its addresses";
            }
        }
        return null;
    }

    /** LOCAL makes the rest mean nothing, whatever it says; so does an unspecified family, whose form nobody knows. */
    private boolean isProxied() {
        return (octet(12) & 0x0f) == PROXY && octet(13) != UNSPEC;
    }

    private int length() {
        return octet(14) << 8 | octet(15);
    }

    private int addressLength() {
        return switch (octet(13)) {
            case TCP4 -> 2 * (4 + 2);
            case TCP6 -> 2 * (16 + 2);
            case UNIX_STREAM -> UNIX_ADDRESSES;
            default -> -1; // datagrams among them: this is a TCP connection
        };
    }

    private ProxyHeader header() {
        int width = octet(13) == TCP4 ? 4 : 16;
        if (!isProxied() || octet(13) == UNIX_STREAM) {
            return ProxyHeader.NO_ADDRESSES;
        }
        return new ProxyHeader(address(FIXED, width, 0), address(FIXED + width, width, 1));
    }

    private InetSocketAddress address(int offset, int width, int which) {
        byte[] address = new byte[width];
        for (int i = 0; i < width; i++) {
            address[i] = (byte) octet(offset + i);
        }
        int port = FIXED + 2 * width + 2 * which;
        return ProxyText.address(address, octet(port) << 8 | octet(port + 1));
    }

    /** Checks as many of the type-length-value fields as there are bytes of. */
    private @Nullable String tlvs(int from, int end) {
        for (int at = from; at < end; ) {
            int value = at + TLV_HEADER;
            if (value > end) {
                return "half a TLV";
            }
            if (value > available) {
                return null;
            }
            int next = value + (octet(at + 1) << 8 | octet(at + 2));
            if (next > end) {
                return "a TLV beyond the end";
            }
            String problem = tlv(octet(at), value, next, end);
            if (problem != null) {
                return problem;
            }
            at = next;
        }
        return null;
    }

    private @Nullable String tlv(int type, int value, int next, int end) {
        if (type == TYPE_SSL) {
            return next - value < SSL_FIXED ? "an SSL TLV too short" : nested(value + SSL_FIXED, next);
        }
        if (type == TYPE_CRC32C) {
            if (next - value != Integer.BYTES) {
                return "a checksum of another length";
            }
            return available >= end && !checksumMatches(value, end) ? "a wrong checksum" : null;
        }
        return null;
    }

    private @Nullable String nested(int from, int end) {
        for (int at = from; at < end; ) {
            int value = at + TLV_HEADER;
            if (value > end) {
                return "half a TLV within an SSL TLV";
            }
            if (value > available) {
                return null;
            }
            at = value + (octet(at + 1) << 8 | octet(at + 2));
            if (at > end) {
                return "a TLV beyond the end of its SSL TLV";
            }
        }
        return null;
    }

    /** The checksum is taken over the whole header, with zeros where it stands itself. */
    private boolean checksumMatches(int value, int end) {
        CRC32C crc = new CRC32C();
        ByteBuffer part = bytes.duplicate();
        crc.update(part.position(start).limit(start + value));
        crc.update(new byte[Integer.BYTES]);
        crc.update(part.limit(start + end).position(start + value + Integer.BYTES));
        int claimed = octet(value) << 24 | octet(value + 1) << 16 | octet(value + 2) << 8 | octet(value + 3);
        return (int) crc.getValue() == claimed;
    }

    private int octet(int offset) {
        return bytes.get(start + offset) & 0xff;
    }
}
