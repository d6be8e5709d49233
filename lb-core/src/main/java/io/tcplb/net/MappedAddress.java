package io.tcplb.net;

import io.tcplb.spec.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses as a dual-stack socket reports them, {@code ::ffff:10.0.0.1}; the JDK undoes that, Netty does not. */
final class MappedAddress {
    private MappedAddress() {}

    static @Nullable InetSocketAddress fold(@Nullable InetSocketAddress address) {
        if (address == null || !(address.getAddress() instanceof Inet6Address v6)) {
            return address;
        }
        byte[] bytes = v6.getAddress();
        byte[] folded = Cidr.fold(bytes);
        if (folded.length == bytes.length) {
            return address;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(folded), address.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
