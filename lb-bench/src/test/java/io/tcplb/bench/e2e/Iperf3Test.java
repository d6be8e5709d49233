package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class Iperf3Test {
    @Test
    void takesTheReceiversFigures() throws IOException {
        String report = """
                {"intervals": [], "end": {"streams": [{}],
                  "sum_sent": {"start": 0, "bytes": 9, "bits_per_second": 8.5, "sender": false},
                  "sum_received": {
                    "start":	0, "end":	4.000261, "seconds":	4.000261,
                    "bytes":	5903745024,
                    "bits_per_second":	11806719817.3,
                    "sender":	false
                  }}}
                """;
        assertThat(Iperf3.parse(report)).isEqualTo(new Iperf3(5_903_745_024L, 11_806_719_817.3));
    }

    @Test
    void readsLargeNumbersInScientificNotation() throws IOException {
        String report = "\"sum_received\": {\"bytes\": 1, \"bits_per_second\": 1.18e+10}";
        assertThat(Iperf3.parse(report).bitsPerSecond()).isEqualTo(1.18e10);
    }

    @Test
    void sendsUpOnlyWhenAskedTo() {
        assertThat(Iperf3.command(4711, 1, false, 3)).contains("-R").doesNotContain("-P");
        assertThat(Iperf3.command(4711, 8, true, 3)).containsSequence("-P", "8").doesNotContain("-R");
    }

    @Test
    void saysWhyItFailed() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Iperf3.parse("{\"error\": \"the server is busy running a test\"}"))
                .withMessage("iperf3: the server is busy running a test");
    }
}
