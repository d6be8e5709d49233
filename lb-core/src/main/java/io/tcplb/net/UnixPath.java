package io.tcplb.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file of a unix socket, which outlives the process that made it unless somebody removes it. */
final class UnixPath {
    private UnixPath() {}

    /**
     * Removes what an earlier process left at {@code path}.
     *
     * @throws IOException when somebody still listens there, or it is not a socket
     */
    static void removeStale(String path) throws IOException {
        Path file = Path.of(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException("a file that is not a socket is in the way");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException nobodyListens) {
            Files.delete(file);
            return;
        }
        throw new IOException("address already in use");
    }

    static void remove(String path) {
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException e) {
            // Left for the next start, which removes it as stale.
        }
    }
}
