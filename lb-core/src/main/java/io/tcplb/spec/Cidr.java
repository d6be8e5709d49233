package io.tcplb.spec;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. IPv4 addresses that come mapped into IPv6
 * ({@code ::ffff:10.0.0.1}) are the IPv4 addresses that they stand for: a dual-stack listener must not be a way around.
 */
public final class Cidr {
    private static final int V4_MAPPED_BITS = 96;

    private final byte[] network;
    private final int prefix;

    private Cidr(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * Returns the block of the first {@code prefix} bits of {@code address}.
     *
     * @throws InvalidSpecException when the prefix is longer than the address, or bits behind it are set
     */
    public static Cidr of(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        Require.that(prefix >= 0 && prefix <= bytes.length * 8, "cidr", prefix, "a prefix of 0.." + bytes.length * 8);
        byte[] folded = fold(bytes);
        int left = prefix - (bytes.length - folded.length) * 8;
        Require.that(
                left >= 0,
                "cidr",
                address.getHostAddress() + "/" + prefix,
                "a prefix of at least 96 for a mapped address");
        for (int bit = left; bit < folded.length * 8; bit++) {
            Require.that(
                    !bit(folded, bit), "cidr", address.getHostAddress() + "/" + prefix, "no bits behind the prefix");
        }
        return new Cidr(folded, left);
    }

    /** Returns whether {@code address} lies in this block. Allocates only for IPv6 addresses. */
    public boolean contains(InetAddress address) {
        byte[] bytes = fold(address.getAddress());
        return bytes.length == network.length && matches(bytes);
    }

    private boolean matches(byte[] bytes) {
        int whole = prefix >> 3;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != network[i]) {
                return false;
            }
        }
        int rest = prefix & 7;
        return rest == 0 || ((bytes[whole] ^ network[whole]) & 0xff & -1 << (8 - rest)) == 0;
    }

    /** Returns the address's bytes, those of a v4-mapped IPv6 address as the four that it stands for. */
    public static byte[] fold(byte[] bytes) {
        if (bytes.length != 16) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1 ? Arrays.copyOfRange(bytes, V4_MAPPED_BITS / 8, 16) : bytes;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index >> 3] & 0x80 >> (index & 7)) != 0;
    }

    /** Returns the network's address, four bytes or sixteen. */
    public byte[] network() {
        return network.clone();
    }

    public int prefix() {
        return prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && prefix == that.prefix && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefix;
    }

    @Override
    public String toString() {
        try {
            InetAddress address = InetAddress.getByAddress(network);
            return address.getHostAddress() + "/" + prefix;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
