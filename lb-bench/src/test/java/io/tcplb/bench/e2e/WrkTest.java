package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String REPORT = """
            Running 4s test @ http://127.0.0.1:21000/
              1 threads and 32 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.62ms    1.01ms  20.42ms   86.43%
                Req/Sec    17.54k     1.02k   19.36k    72.50%
              Latency Distribution
                 50%    1.41ms
                 75%    1.90ms
                 90%    2.58ms
                 99%    5.60ms
              69875 requests in 4.00s, 14.99MB read
            Requests/sec:  17465.31
            Transfer/sec:      3.75MB
            """;

    @Test
    void readsAReport() throws IOException {
        assertThat(Wrk.parse(REPORT)).isEqualTo(new Wrk(69_875, 17_465.31, 1_410, 5_600, 0));
    }

    @Test
    void readsLatencyInEveryUnit() throws IOException {
        assertThat(Wrk.parse(REPORT.replace("50%    1.41ms", "50%  316.00us")).p50Micros())
                .isEqualTo(316);
        assertThat(Wrk.parse(REPORT.replace("50%    1.41ms", "50%    1.50s")).p50Micros())
                .isEqualTo(1_500_000);
        assertThat(Wrk.parse(REPORT.replace("50%    1.41ms", "50%    2.00m")).p50Micros())
                .isEqualTo(120_000_000);
    }

    @Test
    void countsEveryKindOfFailure() throws IOException {
        String failing = REPORT.replace(
                "Requests/sec",
                "  Socket errors: connect 1, read 20, write 300, timeout 4000\n"
                        + "  Non-2xx or 3xx responses: 50000\nRequests/sec");
        assertThat(Wrk.parse(failing).failures()).isEqualTo(54_321);
    }

    @Test
    void refusesWhatIsNoReport() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1:1 Connection refused"))
                .withMessageContaining("Connection refused");
    }
}
