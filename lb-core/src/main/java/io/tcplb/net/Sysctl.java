package io.tcplb.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's settings. */
public final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys");
    private static final int MOST = 4096;

    private Sysctl() {}

    /**
     * Reads one setting as whole numbers.
     *
     * @param name such as {@code net/ipv4/tcp_mem}
     * @throws IOException when it is not there, as on other systems and partly in containers, or not made of numbers
     */
    public static long[] numbers(String name) throws IOException {
        // In one read: the kernel gives these files from their start only, and nothing to a second one (proc(5)).
        byte[] text = new byte[MOST];
        int length;
        try (InputStream in = Files.newInputStream(ROOT.resolve(name))) {
            length = Math.max(0, in.read(text));
        }
        String[] words =
                new String(text, 0, length, StandardCharsets.US_ASCII).trim().split("\\s+");
        long[] numbers = new long[words.length];
        try {
            for (int i = 0; i < words.length; i++) {
                numbers[i] = Long.parseLong(words[i]);
            }
        } catch (NumberFormatException e) {
            throw new IOException(name + " is not made of numbers", e);
        }
        return numbers;
    }
}
