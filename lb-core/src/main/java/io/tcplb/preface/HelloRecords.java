package io.tcplb.preface;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.NeedMore;
import java.nio.ByteBuffer;

/**
 * Walks the TLS records that a ClientHello is spread over. One look costs one step per record, and there is only one
 * look per record: the records' contents are touched when all are there.
 */
final class HelloRecords {
    static final int HEADER = 5;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int MAX_RECORD = 1 << 14;
    private static final int UNKNOWN = Integer.MAX_VALUE;

    private final ByteBuffer bytes;
    private final int available;
    private int at; // where the record begins
    private int announced; // bytes of the handshake in the records up to and with this one
    private int headerSeen;
    private int message; // type and length, the part of them that has been seen
    private int wanted = UNKNOWN; // bytes of the handshake message, its header included

    HelloRecords(ByteBuffer bytes) {
        this.bytes = bytes.slice();
        this.available = bytes.remaining();
    }

    Verdict<ClientHello> parse() {
        for (int record = 1; ; record++) {
            if (!beginsLikeHandshake()) {
                return ClientHello.malformed("not a TLS handshake record");
            }
            if (available - at < HEADER) {
                return new NeedMore<>(available == 0 ? 1 : at + HEADER); // the first byte tells strangers
            }
            int length = bytes.getShort(at + 3) & 0xffff;
            if (length == 0 || length > MAX_RECORD) {
                return ClientHello.malformed("a record of " + length + " bytes");
            }
            int end = at + HEADER + length;
            announced += length;
            if (!readMessageHeader(Math.min(end, available))) {
                return ClientHello.malformed("another handshake message");
            }
            if (wanted != UNKNOWN && wanted > ClientHello.MAX_HELLO) {
                return ClientHello.malformed("more than " + ClientHello.MAX_HELLO + " bytes");
            }
            if (announced > wanted) {
                return ClientHello.malformed("something else shares its last record");
            }
            boolean last = announced == wanted;
            if (!last && record == ClientHello.MAX_RECORDS) {
                return ClientHello.malformed("more than " + ClientHello.MAX_RECORDS + " records");
            }
            if (available < end) {
                return new NeedMore<>(last || wanted == UNKNOWN ? end : end + HEADER);
            }
            if (last) {
                return read(end);
            }
            at = end;
        }
    }

    /** The minor version is not looked at (RFC 8446, 5.1). */
    private boolean beginsLikeHandshake() {
        return (available <= at || bytes.get(at) == HANDSHAKE) && (available <= at + 1 || bytes.get(at + 1) == 3);
    }

    private boolean readMessageHeader(int end) {
        for (int i = at + HEADER; i < end && headerSeen < MESSAGE_HEADER; i++) {
            message = message << 8 | (bytes.get(i) & 0xff);
            if (headerSeen++ == 0 && message != CLIENT_HELLO) {
                return false;
            }
        }
        if (headerSeen == MESSAGE_HEADER) {
            wanted = MESSAGE_HEADER + (message & 0xffffff);
        }
        return true;
    }

    private Verdict<ClientHello> read(int end) {
        HelloReader reader = new HelloReader(wanted == end - HEADER ? bytes.slice(HEADER, wanted) : joined());
        ClientHello hello = reader.read(MESSAGE_HEADER);
        return hello == null ? ClientHello.malformed(reader.problem()) : new Found<>(hello, end);
    }

    private ByteBuffer joined() {
        ByteBuffer joined = ByteBuffer.allocate(wanted);
        for (int from = 0; joined.hasRemaining(); ) {
            int length = bytes.getShort(from + 3) & 0xffff;
            joined.put(bytes.slice(from + HEADER, length));
            from += HEADER + length;
        }
        return joined.flip();
    }
}
