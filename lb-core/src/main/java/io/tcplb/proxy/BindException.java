package io.tcplb.proxy;

import io.tcplb.spec.BindAddress;
import java.io.IOException;

/** A listener cannot be bound. The message names it, the address and the reason. */
public final class BindException extends Exception {
    private static final long serialVersionUID = 1L;

    BindException(String listener, BindAddress address, IOException cause) {
        super("listener " + listener + ": cannot bind " + address + ": " + words(cause), cause);
    }

    private static String words(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "address already in use";
        }
        if (message.contains("ermission denied")) {
            return "permission denied (ports below 1024 need CAP_NET_BIND_SERVICE)";
        }
        if (message.contains("assign requested address")) {
            return "no interface of this machine has that address";
        }
        return message;
    }
}
