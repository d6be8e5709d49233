package io.tcplb.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SysctlTest {
    @Test
    void readsAllNumbersOfASetting() throws IOException {
        long[] range = Sysctl.numbers("net/ipv4/ip_local_port_range");
        assertThat(range).hasSize(2);
        assertThat(range[0]).isBetween(100L, range[1]);
    }

    @Test
    void saysWhatItCannotRead() {
        assertThatThrownBy(() -> Sysctl.numbers("net/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Sysctl.numbers("kernel/ostype")).hasMessageContaining("kernel/ostype");
    }
}
