package io.tcplb.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::10.1.2.3, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, ::ffff:10.1.2.3, true",
        "::ffff:0.0.0.0/96, 255.255.255.255, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, 0.0.0.0, true",
        "0.0.0.0/0, ::1, false",
        "0.0.0.0/0, ::ffff:1.2.3.4, true",
        "::/0, ::1, true",
        "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "::/0, 10.0.0.1, false",
        "::/0, ::ffff:10.0.0.1, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "192.0.2.1/32, 192.0.2.2, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.255, true",
        "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/32, 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff, false",
        "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
        "2001:db8::/64, 2001:db8:0:1::, false",
        "2001:db8::8000:0:0:0/65, 2001:db8::7fff:ffff:ffff:ffff, false",
        "2001:db8::8000:0:0:0/65, 2001:db8::ffff:0:0:0, true",
        "::1/128, ::1, true",
        "::1/128, ::2, false",
    })
    void blocksContainTheirAddresses(String block, String address, boolean contained) throws Exception {
        AddressSet set = AddressSet.of(List.of(cidr(block)));
        assertThat(set.contains(InetAddress.getByName(address))).isEqualTo(contained);
        assertThat(set.contains(neverFolded(address))).isEqualTo(contained);
    }

    @Test
    void theEmptySetContainsNobody() throws Exception {
        assertThat(AddressSet.of(List.of()).isEmpty()).isTrue();
        assertThat(AddressSet.of(List.of()).contains(InetAddress.getByName("10.0.0.1")))
                .isFalse();
        assertThat(AddressSet.of(List.of(cidr("::1/128"))).isEmpty()).isFalse();
        assertThat(AddressSet.of(List.of(cidr("::1/128"))).contains(InetAddress.getByName("10.0.0.1")))
                .isFalse();
    }

    @Test
    void blocksThatTouchOrOverlapAreOneRange() throws Exception {
        AddressSet set = AddressSet.of(List.of(
                cidr("10.0.1.0/24"),
                cidr("10.0.0.0/24"),
                cidr("10.0.0.0/16"),
                cidr("10.1.0.0/16"),
                cidr("255.0.0.0/8"),
                cidr("ffff::/16"),
                cidr("0:0:0:1::/64"),
                cidr("0:0:0:2::/64")));
        for (String in : List.of(
                "10.0.0.0",
                "10.0.255.255",
                "10.1.255.255",
                "255.255.255.255",
                "ffff::",
                "0:0:0:1:ffff::",
                "0:0:0:2::")) {
            assertThat(set.contains(InetAddress.getByName(in))).as(in).isTrue();
        }
        for (String out :
                List.of("9.255.255.255", "10.2.0.0", "254.255.255.255", "fffe:ffff::", "0:0:0:0:ffff::", "0:0:0:3::")) {
            assertThat(set.contains(InetAddress.getByName(out))).as(out).isFalse();
        }
    }

    @Test
    void itContainsWhatOneOfItsBlocksContains() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 400; run++) {
            List<Cidr> blocks = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                byte[] address = near(random);
                blocks.add(block(address, random.nextInt(address.length * 8 + 1)));
            }
            AddressSet set = AddressSet.of(blocks);
            for (int i = 0; i < 200; i++) {
                InetAddress address = InetAddress.getByAddress(near(random));
                boolean expected = blocks.stream().anyMatch(block -> block.contains(address));
                assertThat(set.contains(address))
                        .as("seed %d: %s in %s", seed, address, blocks)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void askingAboutAnIpv4AddressAllocatesNothing() throws Exception {
        List<Cidr> blocks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            blocks.add(block(new byte[] {10, (byte) (i >> 8), (byte) i, 0}, 25));
        }
        AddressSet set = AddressSet.of(blocks);
        InetAddress address = InetAddress.getByName("10.39.15.1");
        assertThat(set.contains(address)).isTrue();
        assertThat(Allocations.during(200_000, n -> set.contains(address) ? address : null))
                .isZero();
    }

    /** Few distinct bytes, so that addresses meet blocks, and their edges. */
    private static byte[] near(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (random.nextInt(3) - 1);
        }
        return address;
    }

    private static Cidr block(byte[] address, int prefix) throws UnknownHostException {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            address[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        return Cidr.of(InetAddress.getByAddress(address), prefix);
    }

    private static Cidr cidr(String text) throws UnknownHostException {
        String[] parts = text.split("/");
        return Cidr.of(neverFolded(parts[0]), Integer.parseInt(parts[1]));
    }

    /** The JDK makes an Inet4Address of a mapped address, whoever asks it nicely enough gets an Inet6Address. */
    private static InetAddress neverFolded(String text) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(text);
        if (!text.startsWith("::ffff:")) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
        return Inet6Address.getByAddress(null, mapped, -1);
    }
}
