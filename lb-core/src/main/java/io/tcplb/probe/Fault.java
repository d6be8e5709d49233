package io.tcplb.probe;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a failed socket operation says, and about whom. Netty's epoll transport puts the errno in the message, the
 * JDK's channels only have exception types and words; both are read here and nowhere else.
 */
enum Fault {
    REFUSED("connection refused"),
    RESET("connection reset"),
    UNREACHABLE("no route to host"),
    /** The kernel gave up before the probe's own deadline. */
    TIMED_OUT("connection timed out"),
    /** This machine's or this process's own shortage. */
    LOCAL("out of local resources"),
    OTHER("connection failed");

    private static final Pattern ERRNO = Pattern.compile("failed with error\\(-?(\\d+)\\)");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** Returns it in words for operators. */
    String words() {
        return words;
    }

    static Fault of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Fault fault = ofOne(cause);
            if (fault != OTHER) {
                return fault;
            }
        }
        return OTHER;
    }

    private static Fault ofOne(Throwable cause) {
        if (cause instanceof OutOfMemoryError || cause instanceof BindException) {
            return LOCAL;
        }
        String message = String.valueOf(cause.getMessage());
        Matcher errno = ERRNO.matcher(message);
        if (errno.find()) {
            return ofErrno(Integer.parseInt(errno.group(1)));
        }
        Fault said = ofWords(message.toLowerCase(Locale.ROOT));
        if (said != null) {
            return said;
        }
        if (cause instanceof NoRouteToHostException) {
            return UNREACHABLE;
        }
        return cause instanceof ConnectException ? REFUSED : OTHER;
    }

    /** Linux numbers: only the epoll transport reports any. */
    private static Fault ofErrno(int errno) {
        return switch (errno) {
            case 111 -> REFUSED;
            case 32, 104 -> RESET; // EPIPE, ECONNRESET
            case 100, 101, 112, 113 -> UNREACHABLE; // ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH
            case 110 -> TIMED_OUT;
            // EPERM, ENOMEM, EACCES, EINVAL (source of another family), ENFILE, EMFILE, EAFNOSUPPORT, EADDRINUSE,
            // EADDRNOTAVAIL, ENOBUFS
            case 1, 12, 13, 22, 23, 24, 97, 98, 99, 105 -> LOCAL;
            default -> OTHER;
        };
    }

    private static @Nullable Fault ofWords(String message) {
        if (message.contains("too many open files")
                || message.contains("cannot assign requested address")
                || message.contains("cannot allocate memory")
                || message.contains("no buffer space")
                || message.contains("address already in use")
                || message.contains("protocol family unavailable")) {
            return LOCAL;
        }
        if (message.contains("unreachable") || message.contains("no route to host")) {
            return UNREACHABLE;
        }
        if (message.contains("timed out")) {
            return TIMED_OUT;
        }
        return message.contains("connection reset") || message.contains("broken pipe") ? RESET : null;
    }
}
