package io.tcplb.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What a caller must know to change anything. */
public final class Token {
    private static final int MAX_BYTES = 4 << 10;
    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    private Token(String secret) {
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a file that holds nothing but a token, blanks around it left out.
     *
     * @throws IOException when it cannot be read or holds none; the message is one line that names it
     */
    public static Token read(Path file) throws IOException {
        return new Token(text(file));
    }

    /** As {@link #read}, for one who has to send it. */
    public static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read: " + e, e);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (bytes.length > MAX_BYTES || !text.matches("[!-~]+")) {
            throw new IOException(file + ": a token of printable ASCII without blanks is expected");
        }
        return text;
    }

    /** Returns whether an {@code Authorization} header carries it; how long that takes says nothing about it. */
    boolean matches(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String given = authorization.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret);
    }
}
