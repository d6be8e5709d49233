package io.tcplb.preface;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Version 1, a line of text. At most 107 bytes, each of them checked: stricter than most peers, as the text demands. */
final class ProxyText {
    static final byte FIRST_BYTE = 'P';
    static final int MAX_LENGTH = 107; // the protocol's own figure, CR LF included

    private ProxyText() {}

    static Verdict<ProxyHeader> parse(ByteBuffer bytes, int maxHeader) {
        int start = bytes.position();
        int max = Math.min(MAX_LENGTH, maxHeader);
        int length = Math.min(bytes.remaining(), max);
        Text text = new Text(bytes, start, start + length);
        ProxyHeader header = header(text);
        if (text.starved() && length < max) {
            return new NeedMore<>(length + 1);
        }
        String problem = text.starved() ? "no end within " + max + " bytes" : text.problem();
        return problem == null
                ? new Found<>(header, text.position() - start)
                : new Malformed<>("PROXY version 1: " + problem);
    }

    private static ProxyHeader header(Text text) {
        text.expect("PROXY ");
        int family = text.next();
        if (family == 'U') {
            text.expect("NKNOWN");
            skipLine(text);
            return ProxyHeader.NO_ADDRESSES;
        }
        if (family != 'T') {
            text.fail("neither TCP4 nor TCP6 nor UNKNOWN");
        }
        text.expect("CP");
        int version = text.next();
        if (version != '4' && version != '6') {
            text.fail("neither TCP4 nor TCP6");
        }
        text.expect(" ");
        byte[] source = version == '4' ? text.v4(' ') : text.v6(' ');
        byte[] destination = version == '4' ? text.v4(' ') : text.v6(' ');
        int sourcePort = text.number(65535, ' ');
        int destinationPort = text.number(65535, '\r');
        text.expect("\n");
        return text.good()
                ? new ProxyHeader(address(source, sourcePort), address(destination, destinationPort))
                : ProxyHeader.NO_ADDRESSES;
    }

    /** Whatever stands behind UNKNOWN means nothing, but it has to be text. */
    private static void skipLine(Text text) {
        int c = text.next();
        if (c != ' ' && c != '\r') {
            text.fail("no delimiter behind UNKNOWN");
        }
        while (c >= ' ' && c <= '~') {
            c = text.next();
        }
        if (c != '\r') {
            text.fail("not text");
        }
        text.expect("\n");
    }

    /** Four or sixteen bytes; an IPv4 address mapped into IPv6 becomes the one that it stands for. */
    static InetSocketAddress address(byte[] bytes, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
