package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.CodedLoop;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte, once, in order, both ways. */
class BulkIT {
    private static final long GIB = 1L << 30;
    private static final int HEADER = CodedLoop.HEADER;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aThousandSessionsAtOnce(Transport transport) throws Exception {
        int sessions = 1000;
        long bytes = GIB / sessions / 2 + 3;
        CodedLoop server = lab.closing(CodedLoop.server());
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("bulk") + Conf.pool("bulk", List.of(Conf.backend("a", server.address())), Conf.NO_CHECK));
        CodedLoop client = lab.closing(CodedLoop.client(lb.address("bulk"), sessions, bytes, bytes));
        client.awaitDone(sessions, Duration.ofMinutes(2));
        server.awaitDone(sessions, Duration.ofSeconds(10));
        assertThat(server.receivedBytes()).isEqualTo(sessions * bytes);
        assertThat(client.receivedBytes()).isEqualTo(sessions * bytes);

        Await.until("every session has ended once", Duration.ofSeconds(5), () -> ended(lb) == sessions);
        assertThat(lb.metrics().count("lb_backend_bytes_total", "direction", "to_backend"))
                .isEqualTo(sessions * (bytes + HEADER));
        assertThat(lb.metrics().count("lb_backend_bytes_total", "direction", "to_client"))
                .isEqualTo(sessions * bytes);
    }

    private static long ended(LbProcess lb) {
        return lb.metrics().count("lb_session_end_total", "reason", "client_closed")
                + lb.metrics().count("lb_session_end_total", "reason", "backend_closed");
    }
}
