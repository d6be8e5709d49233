package io.tcplb.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A configuration file as text, read with suspicion: of a bounded size, and UTF-8 throughout. */
final class SourceText {
    /** Far above any configuration made by hand or by a generator, far below what would hurt. */
    static final int MAX_BYTES = 16 << 20;

    private SourceText() {}

    /** The file cannot be used. The message is a {@link Problem}'s value and expectation. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        final String value;
        final String expected;
        final int line;

        UnusableException(String value, String expected, int line) {
            super(value);
            this.value = value;
            this.expected = expected;
            this.line = line;
        }
    }

    static String read(Path file) throws UnusableException {
        byte[] bytes;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                String kind = Files.isDirectory(file) ? "is a directory" : "is not a regular file";
                throw new UnusableException(kind, "a configuration file", 1);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new UnusableException("is larger than 16MiB", "a file of at most 16MiB", 1);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableException("no such file", "a configuration file", 1);
        } catch (AccessDeniedException e) {
            throw new UnusableException("cannot be read: permission denied", "a readable file", 1);
        } catch (IOException | SecurityException e) {
            throw new UnusableException("cannot be read: " + e.getMessage(), "a readable file", 1);
        }
        return decode(bytes);
    }

    static String decode(byte[] bytes) throws UnusableException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            String found = String.format("byte 0x%02x", bytes[in.position()] & 0xff);
            throw new UnusableException(found, "UTF-8 text", line);
        }
        return out.flip().toString();
    }
}
