package io.tcplb.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tcplb.spec.BindAddress;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.InvalidSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @Test
    void bindsLiteralsAndUnixSockets() {
        assertThat(Addresses.bind("0.0.0.0:80")).isEqualTo(new BindAddress.Inet("0.0.0.0", 80));
        assertThat(Addresses.bind("[::]:0")).isEqualTo(new BindAddress.Inet("::", 0));
        assertThat(Addresses.bind("unix:/run/lb.sock")).isEqualTo(new BindAddress.Unix("/run/lb.sock"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"db-1.example.com", "localhost", "a", "my_service", "xn--bcher-kva.example.", "10.0.0.1", "1a.b"
            })
    void serversHaveNamesOrLiterals(String host) {
        assertThat(Addresses.server(host + ":80")).isEqualTo(new HostPort(host, 80));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "-a", "bücher.example", "a,b", "10.0.0", "a%b", "."})
    void otherHostsAreRefused(String host) {
        assertThatThrownBy(() -> Addresses.server(host + ":80")).isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void hostNamesHaveALongestLength() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        assertThat(Addresses.server(longest + ":1").host()).hasSize(253);
        assertThatThrownBy(() -> Addresses.server(longest + "a:1")).isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> Addresses.server("a".repeat(64) + ":1")).isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void theSameAddressIsTheSameHoweverItIsWritten() {
        assertThat(Addresses.canonical(Addresses.bind("[::1]:80")))
                .isEqualTo(Addresses.canonical(Addresses.bind("[0:0::0:1]:80")))
                .isNotEqualTo(Addresses.canonical(Addresses.bind("[::1]:81")));
    }
}
