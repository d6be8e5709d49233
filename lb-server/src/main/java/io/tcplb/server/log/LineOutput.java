package io.tcplb.server.log;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where lines go: standard output, or a file that is appended to. */
public final class LineOutput implements Closeable {
    private final OutputStream stream;
    private final boolean ours;

    private LineOutput(OutputStream stream, boolean ours) {
        this.stream = stream;
        this.ours = ours;
    }

    /** Standard output past {@code System.out}, whose lock and character encoding every line would pay for. */
    public static LineOutput standardOutput() {
        return new LineOutput(new FileOutputStream(FileDescriptor.out), false);
    }

    /** @throws IOException when the file can be neither created nor appended to */
    public static LineOutput file(Path path) throws IOException {
        return new LineOutput(new FileOutputStream(path.toFile(), true), true);
    }

    static LineOutput to(OutputStream stream) {
        return new LineOutput(stream, true);
    }

    void write(byte[] bytes, int length) throws IOException {
        stream.write(bytes, 0, length);
    }

    @Override
    public void close() throws IOException {
        if (ours) {
            stream.close();
        }
    }
}
