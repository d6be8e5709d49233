package io.tcplb.preface;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds ClientHellos, right ones and wrong ones. */
final class Hellos {
    private final List<byte[]> extensions = new ArrayList<>();
    private byte[] behindExtensions = {};

    static Hellos hello() {
        return new Hellos();
    }

    Hellos with(int type, byte[] content) {
        extensions.add(join(u16(type), u16(content.length), content));
        return this;
    }

    Hellos serverName(String name) {
        return with(0, names(join(new byte[] {0}, sized16(ascii(name)))));
    }

    Hellos alpn(String... protocols) {
        byte[] list = {};
        for (String protocol : protocols) {
            list = join(list, new byte[] {(byte) protocol.length()}, ascii(protocol));
        }
        return with(16, sized16(list));
    }

    Hellos behindExtensions(byte... bytes) {
        behindExtensions = bytes;
        return this;
    }

    static byte[] names(byte[] entries) {
        return sized16(entries);
    }

    /** Returns the handshake message without records around it. */
    byte[] message() {
        byte[] body = join(u16(0x0303), new byte[32], new byte[] {0}, sized16(u16(0x1301)), new byte[] {1, 0});
        if (!extensions.isEmpty()) {
            body = join(body, sized16(join(extensions.toArray(byte[][]::new))));
        }
        return message(join(body, behindExtensions));
    }

    static byte[] message(byte[] body) {
        return join(ByteBuffer.allocate(4).putInt(1 << 24 | body.length).array(), body);
    }

    byte[] record() {
        return records(message(), 16384);
    }

    /** Returns {@code message} in records of at most {@code size} bytes. */
    static byte[] records(byte[] message, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += size) {
            int length = Math.min(size, message.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            out.write(message, at, length);
        }
        return out.toByteArray();
    }

    /** Returns what {@code records} carry. */
    static byte[] message(byte[] records, int header) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < records.length; ) {
            int length = (records[at + 3] & 0xff) << 8 | (records[at + 4] & 0xff);
            out.write(records, at + header, length);
            at += header + length;
        }
        return out.toByteArray();
    }

    static byte[] sized16(byte[] bytes) {
        return join(u16(bytes.length), bytes);
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
