package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that hangs: its kernel goes on accepting connections, but nobody answers. */
class HungBackendIT {
    /** fall × interval + timeout, with jitter of 10 %. */
    private static final Duration NOTICED = Duration.ofMillis(2 * 550 + 1000);

    /** What two busy cores may add. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private static final String CHECK = """
            health-check { type = http, http.path = "/health", interval = 500ms, timeout = 1s, fast-interval = 500ms, fall = 2, rise = 2 }
            """;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void newSessionsStopGoingThereAndOldOnesEndAsConfigured(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = start(transport, "on-down.sessions = close", a, b);
        List<Socket> kept = keepOpen(lb, 6);
        HttpLoad load = lab.load(lb.address("web"), 200, Set.of("a", "b"));
        load.awaitAnswers(100);

        a.freeze();
        long waited = Await.until(
                "a is out",
                NOTICED.plus(GRACE),
                () -> lb.metrics().count("lb_backend_serving", "backend", "a") == 0,
                () -> lb.tail(20));
        long given = given(lb, "a");
        load.awaitAnswers(100);
        assertThat(given(lb, "a")).as("sessions given to a after it was out").isEqualTo(given);
        assertThat(Duration.ofNanos(waited)).isGreaterThan(Duration.ofMillis(900));

        Await.until("sessions at a have ended", GRACE, () -> active(lb, "a") == 0);
        int closed = 0;
        for (Socket socket : kept) {
            socket.setSoTimeout(300);
            closed += isOpen(socket) ? 0 : 1;
        }
        assertThat(closed).as("kept sessions that were at a").isEqualTo(3);
        List<HttpLoad.Failure> failures = load.finish();
        long down = lb.metrics().count("lb_session_end_total", "reason", "backend_down");
        assertThat(down).isEqualTo(failures.size() + closed);
        Await.until(
                "the access log says so",
                GRACE,
                () -> lb.accessLog().stream()
                                .filter(line -> line.contains("\"reason\":\"backend_down\""))
                                .filter(line -> line.contains("\"backend\":\"a\""))
                                .count()
                        == down);

        a.thaw();
        lb.awaitServing("web", Duration.ofSeconds(10), "a", "b");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void sessionsThatAreToBeKeptGoOnWhereTheyWere(Transport transport) throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = start(transport, "on-down.sessions = keep", a, b);
        List<Socket> kept = keepOpen(lb, 4);

        a.freeze();
        lb.awaitServing("web", NOTICED.plus(GRACE), "b");
        assertThat(active(lb, "a")).isEqualTo(2);
        a.thaw();
        List<String> answers = new ArrayList<>();
        for (Socket socket : kept) {
            answers.add(ask(socket));
        }
        assertThat(answers).containsExactlyInAnyOrder("a", "a", "b", "b");
    }

    private LbProcess start(Transport transport, String onDown, NginxServer... servers) {
        LbProcess lb =
                lab.lb(transport, Conf.listener("web") + Conf.pool("web", Conf.backends(servers), CHECK, onDown));
        lb.awaitServing("web", Duration.ofSeconds(10), "a", "b");
        return lb;
    }

    /** Opens sessions that nginx keeps alive after a first answer. */
    private List<Socket> keepOpen(LbProcess lb, int count) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = lab.closing(Sockets.connect(lb.address("web")));
            ask(socket);
            sockets.add(socket);
        }
        return sockets;
    }

    /** One request on a connection that stays; returns the id of the server that answered. */
    private static String ask(Socket socket) throws Exception {
        Sockets.send(socket, "GET / HTTP/1.1\r\nHost: it\r\n\r\n");
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append(Sockets.receive(socket, 1));
        }
        return Sockets.receive(socket, 2).strip();
    }

    private static boolean isOpen(Socket socket) {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException silent) {
            return true;
        } catch (java.io.IOException reset) {
            return false;
        }
    }

    private static long given(LbProcess lb, String backend) {
        return lb.metrics().count("lb_backend_sessions_total", "backend", backend);
    }

    private static long active(LbProcess lb, String backend) {
        return lb.metrics().count("lb_backend_sessions_active", "backend", backend);
    }
}
