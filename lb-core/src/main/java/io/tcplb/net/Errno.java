package io.tcplb.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import java.io.IOException;

/** Linux error numbers that decide something, as Netty's native calls report them: negative. */
final class Errno {
    private static final int ENFILE = -23;
    private static final int EMFILE = -24;
    private static final int ENOMEM = -12;
    private static final int ENOBUFS = -105;

    private Errno() {}

    private static int of(IOException e) {
        return e instanceof Errors.NativeIoException n ? n.expectedErr() : 0;
    }

    static boolean outOfResources(IOException e) {
        int errno = of(e);
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
    }

    /** Netty wraps a failing {@code socket(2)} in an unchecked exception; callers here want the cause. */
    static IOException unwrap(ChannelException e) {
        return e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
    }
}
