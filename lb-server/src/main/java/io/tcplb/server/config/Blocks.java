package io.tcplb.server.config;

import static io.tcplb.server.config.Values.refused;

import io.netty.util.NetUtil;
import io.tcplb.server.config.Section.Placed;
import io.tcplb.spec.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of addresses as the configuration writes them. */
final class Blocks {
    static final String EXPECTED = "an address or a block such as 10.0.0.0/8 or 2001:db8::/32";

    /** No brackets and no scope: a block is neither a place to connect to nor one of an interface. */
    private static final Pattern BLOCK = Pattern.compile("([0-9A-Fa-f.:]+)(?:/([0-9]{1,3}))?");

    private static final int MAPPED = 96;

    private Blocks() {}

    /** Reads one block or a list of them. */
    static List<Cidr> read(Section in, String key) {
        return in.readAll(key, Blocks::parse).stream().map(Placed::value).toList();
    }

    /** Parses {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or an address for the block of only itself. */
    static Cidr parse(String text) {
        Matcher m = BLOCK.matcher(text);
        byte[] address = m.matches() ? NetUtil.createByteArrayFromIpAddressString(m.group(1)) : null;
        if (address == null) {
            throw refused(text, EXPECTED);
        }
        int bits = address.length * 8;
        int prefix = m.group(2) == null ? bits : Integer.parseInt(m.group(2));
        int shortest = Cidr.fold(address).length == address.length ? 0 : MAPPED;
        if (prefix < shortest || prefix > bits) {
            throw refused(text, "a prefix of " + shortest + ".." + bits);
        }
        byte[] network = firstBits(address, prefix);
        if (!Arrays.equals(network, address)) {
            String meant = shown(block(network, prefix)) + ", or " + shown(block(address, bits));
            throw refused(text, "no bits behind the prefix; perhaps " + meant);
        }
        return block(network, prefix);
    }

    private static byte[] firstBits(byte[] address, int prefix) {
        byte[] network = new byte[address.length];
        for (int bit = 0; bit < prefix; bit++) {
            network[bit >> 3] |= (byte) (address[bit >> 3] & 0x80 >> (bit & 7));
        }
        return network;
    }

    private static Cidr block(byte[] network, int prefix) {
        return Cidr.of(literal(network), prefix);
    }

    private static String shown(Cidr block) {
        byte[] network = block.network();
        String address = NetUtil.toAddressString(literal(network));
        return block.prefix() == network.length * 8 ? address : address + "/" + block.prefix();
    }

    private static InetAddress literal(byte[] address) {
        try {
            // A mapped address has to stay as long as its prefix counts it: InetAddress alone would shorten it.
            return address.length == 16
                    ? Inet6Address.getByAddress("", address, -1)
                    : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
