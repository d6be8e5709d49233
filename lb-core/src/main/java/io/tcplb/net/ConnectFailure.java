package io.tcplb.net;

import io.tcplb.observe.CloseReason;
import java.io.IOException;
import java.net.NoRouteToHostException;

/**
 * Why a connect failed.
 *
 * @param reason what the session and the metrics call it
 * @param local whether this machine is to blame (no port, descriptor or memory left), so that it does not count against
 *     the backend
 */
public record ConnectFailure(CloseReason reason, boolean local) {
    public static final ConnectFailure TIMEOUT = new ConnectFailure(CloseReason.CONNECT_TIMEOUT, false);
    private static final ConnectFailure REFUSED = new ConnectFailure(CloseReason.CONNECT_REFUSED, false);
    private static final ConnectFailure UNREACHABLE = new ConnectFailure(CloseReason.CONNECT_UNREACHABLE, false);
    private static final ConnectFailure OTHER = new ConnectFailure(CloseReason.CONNECT_ERROR, false);
    private static final ConnectFailure LOCAL = new ConnectFailure(CloseReason.CONNECT_ERROR, true);

    /**
     * Reads the failure from what the JDK and Netty throw. Both keep the kernel's words in the message and only some of
     * them in the type, so the words decide.
     */
    public static ConnectFailure of(IOException e) {
        if (e instanceof NoRouteToHostException) {
            return UNREACHABLE;
        }
        String words = String.valueOf(e.getMessage());
        if (words.contains("onnection refused")) {
            return REFUSED;
        }
        if (words.contains("unreachable") || words.contains("No route to host")) {
            return UNREACHABLE;
        }
        if (words.contains("timed out")) {
            return TIMEOUT;
        }
        boolean local = words.contains("Cannot assign requested address")
                || words.contains("Too many open files")
                || words.contains("Cannot allocate memory")
                || words.contains("No buffer space available");
        return local ? LOCAL : OTHER;
    }
}
