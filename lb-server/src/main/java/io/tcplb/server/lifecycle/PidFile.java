package io.tcplb.server.lifecycle;

import io.tcplb.control.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that holds the process id while the process is ready. It never exists half-written. */
final class PidFile {
    private final Path path;
    private final String content;

    private PidFile(Path path, String content) {
        this.path = path;
        this.content = content;
    }

    /** @throws StartException when the file could not be written later, with a message that names the option */
    static void requireDirectory(Path path) throws StartException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(path)) {
            throw new StartException("--pid-file " + path + ": not a file in a directory that exists");
        }
        if (!Files.isWritable(directory)) {
            throw new StartException("--pid-file " + path + ": no permission to write in " + directory);
        }
    }

    /** Writes the file, replacing what a crashed process left. */
    static PidFile write(Path path, long pid) throws IOException {
        String content = pid + "\n";
        Path absolute = path.toAbsolutePath();
        Path beside = absolute.resolveSibling(absolute.getFileName() + "." + pid + ".tmp");
        try {
            Files.writeString(beside, content, StandardCharsets.US_ASCII);
            move(beside, absolute);
        } finally {
            Files.deleteIfExists(beside);
        }
        return new PidFile(absolute, content);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes the file, unless another process has made it its own in the meantime. */
    void remove() throws IOException {
        if (Files.exists(path)
                && Files.readString(path, StandardCharsets.US_ASCII).equals(content)) {
            Files.delete(path);
        }
    }
}
