package io.tcplb.preface;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a ClientHello that is all there. Every length must add up exactly, or two parties could read two things. */
final class HelloReader {
    private static final int RANDOM = 32;
    private static final int MAX_SESSION_ID = 32;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;
    private static final int MAX_PROTOCOLS = 128; // clients offer a handful; each costs an object

    private final ByteBuffer in;
    private String problem = "inconsistent lengths";
    private @Nullable String serverName;
    private @Nullable List<String> alpn;

    HelloReader(ByteBuffer in) {
        this.in = in;
    }

    String problem() {
        return problem;
    }

    /** Returns the hello whose body begins at {@code offset} and ends with the buffer, or null with a problem. */
    @Nullable
    ClientHello read(int offset) {
        in.position(offset);
        if (!beforeExtensions() || (in.hasRemaining() && !extensions())) {
            return null;
        }
        return new ClientHello(serverName == null ? "" : serverName, alpn == null ? List.of() : alpn);
    }

    private boolean beforeExtensions() {
        if (in.remaining() < 2 + RANDOM) {
            return false;
        }
        int version = in.getShort() & 0xffff;
        if (version <= 0x0300 || version > 0x03ff) {
            return wrong("neither TLS 1.0 nor later");
        }
        in.position(in.position() + RANDOM);
        int sessionId = length(1);
        if (sessionId < 0 || sessionId > MAX_SESSION_ID) {
            return false;
        }
        skip(sessionId);
        int suites = length(2);
        if (suites < 2 || suites % 2 != 0) {
            return false;
        }
        skip(suites);
        int compressions = length(1);
        if (compressions < 1) {
            return false;
        }
        skip(compressions);
        return true;
    }

    private boolean extensions() {
        if (length(2) != in.remaining()) {
            return false;
        }
        while (in.hasRemaining()) {
            if (in.remaining() < 2) {
                return false;
            }
            int type = in.getShort();
            int length = length(2);
            if (length < 0) {
                return false;
            }
            int end = in.position() + length;
            int limit = in.limit();
            in.limit(end);
            if ((type == SERVER_NAME && !serverName()) || (type == ALPN && !alpn())) {
                return false;
            }
            in.limit(limit).position(end);
        }
        return true;
    }

    /** RFC 6066 leaves room for several names of several types, which nobody sends and servers read differently. */
    private boolean serverName() {
        if (serverName != null) {
            return wrong("two server_name extensions");
        }
        if (length(2) != in.remaining() || !in.hasRemaining()) {
            return false;
        }
        if (in.get() != HOST_NAME) {
            return wrong("a server name that is no host name");
        }
        int length = length(2);
        if (length < 0) {
            return false;
        }
        if (length != in.remaining()) {
            return wrong("several server names");
        }
        serverName = hostName(length);
        return serverName != null || wrong("a server name that is no host name");
    }

    /** Letters, digits, hyphens, underscores and dots, in lower case; null for anything else, such as an address. */
    private @Nullable String hostName(int length) {
        if (length == 0 || length > MAX_NAME) {
            return null;
        }
        char[] name = new char[length];
        int label = 0;
        boolean digitsOnly = true;
        for (int i = 0; i < length; i++) {
            int c = in.get();
            c = c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
            boolean digit = c >= '0' && c <= '9';
            boolean dot = c == '.';
            boolean letter = (c >= 'a' && c <= 'z') || c == '-' || c == '_';
            if (!digit && !letter && (!dot || label == 0)) {
                return null;
            }
            digitsOnly = dot || (digit && digitsOnly);
            label = dot ? 0 : label + 1;
            if (label > MAX_LABEL) {
                return null;
            }
            name[i] = (char) c;
        }
        // A last label of digits is an IPv4 address in one of its many notations: no name ends so.
        return label == 0 || digitsOnly ? null : new String(name);
    }

    private boolean alpn() {
        if (alpn != null) {
            return wrong("two ALPN extensions");
        }
        if (length(2) != in.remaining() || !in.hasRemaining()) {
            return false;
        }
        List<String> protocols = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = length(1);
            if (length < 1) {
                return false;
            }
            if (protocols.size() == MAX_PROTOCOLS) {
                return wrong("more than " + MAX_PROTOCOLS + " protocols");
            }
            char[] protocol = new char[length];
            for (int i = 0; i < length; i++) {
                protocol[i] = (char) (in.get() & 0xff);
            }
            protocols.add(new String(protocol));
        }
        alpn = protocols;
        return true;
    }

    /** Reads a length of one or two bytes; negative when it is not there, or what it announces is not. */
    private int length(int width) {
        if (in.remaining() < width) {
            return -1;
        }
        int length = width == 1 ? in.get() & 0xff : in.getShort() & 0xffff;
        return length <= in.remaining() ? length : -1;
    }

    private void skip(int length) {
        in.position(in.position() + length);
    }

    private boolean wrong(String why) {
        problem = why;
        return false;
    }
}
