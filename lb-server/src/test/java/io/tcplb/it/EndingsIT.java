package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.EndingsTable;
import io.tcplb.it.kit.EndingsTable.Ending;
import io.tcplb.it.kit.FaultServer;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the one side sees of the other one's FIN or reset, in every phase of a session. */
@Tag("scorecard")
class EndingsIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Map<Transport, List<Ending>> MEASURED = new TreeMap<>();

    private static final String AT_ONCE = "";
    private static final String LATER = ", when the other side next writes";

    @RegisterExtension
    final Lab lab = new Lab();

    private final List<Ending> endings = new ArrayList<>();
    private FaultServer server;
    private LbProcess lb;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyEndingIsToldAsTcpTellsIt(Transport transport) throws Exception {
        start(transport);
        inThePreface();
        whileHeld();
        whileConnecting();
        whileRelaying();
        afterTheClientHasFinished();
        afterTheBackendHasFinished();
        whenLbEndsIt();
        MEASURED.put(transport, endings);
        List<Ending> expected = EndingsTable.expected(transport);
        long right = endings.stream().filter(expected::contains).count();
        assertThat(endings).containsExactlyElementsOf(expected);
        Scorecard.row(
                "1e",
                "a FIN or reset in every phase, both directions, " + transport.key(),
                "every ending as in the table below",
                right + " of " + expected.size(),
                right == expected.size());
    }

    @AfterAll
    static void printed() throws IOException {
        EndingsTable.write(MEASURED);
    }

    private void start(Transport transport) throws IOException {
        server = lab.closing(FaultServer.manual());
        String good = Conf.backend("good", server.address());
        lb = lab.lb(
                transport,
                Conf.listener("relay")
                        + Conf.pool("relay", List.of(good), Conf.NO_CHECK)
                        + Conf.listener(
                                "proxied",
                                "proxy-protocol { accept = required, trusted = [\"127.0.0.0/8\"], timeout = 1s }")
                        + Conf.pool("proxied", List.of(good), Conf.NO_CHECK)
                        + Conf.listener(
                                "routed",
                                "routes = [{ sni = [\"*.example.com\"], pool = relay }], inspect-timeout = 1s")
                        + Conf.pool("routed", List.of(good), Conf.NO_CHECK)
                        + Conf.listener("held")
                        + Conf.pool(
                                "held",
                                List.of(Conf.backend("down", "127.0.0.1:" + FreePorts.next())),
                                "health-check.initial = down, failover { all-down = hold, hold.timeout = 20s }")
                        + Conf.listener("slow")
                        + Conf.pool(
                                "slow",
                                List.of(Conf.backend("hole", lab.blackhole().address()), good),
                                Conf.NO_CHECK,
                                "algorithm = first, connect.timeout = 600ms, passive.action = off")
                        + Conf.listener("refused")
                        + Conf.pool(
                                "refused",
                                List.of(Conf.backend("dead", "127.0.0.1:" + FreePorts.next())),
                                Conf.NO_CHECK,
                                "passive.action = off")
                        + Conf.listener("brief", "idle-timeout = 1s, half-close-timeout = 500ms")
                        + Conf.pool("brief", List.of(good), Conf.NO_CHECK));
    }

    private void inThePreface() throws Exception {
        for (String listener : List.of("proxied", "routed")) {
            String phase = listener.equals("proxied") ? "PROXY header" : "ClientHello";
            String begun = listener.equals("proxied") ? "PROXY TCP4 192." : "\u0016\u0003\u0001";
            Map<String, Long> before = reasons();
            try (Socket client = connect(listener)) {
                Sockets.send(client, begun);
                client.shutdownOutput();
                record(phase, "client FIN", "client: " + seenBy(client), before, AT_ONCE);
            }
            before = reasons();
            Socket resets = connect(listener);
            Sockets.send(resets, begun);
            Sockets.reset(resets);
            record(phase, "client reset", "–", before, AT_ONCE);
            before = reasons();
            try (Socket client = connect(listener)) {
                Sockets.send(client, begun);
                record(phase, "nothing more comes", "client: " + seenBy(client), before, AT_ONCE);
            }
            before = reasons();
            try (Socket client = connect(listener)) {
                Sockets.send(client, "something else entirely");
                record(phase, "something else comes", "client: " + seenBy(client), before, AT_ONCE);
            }
        }
    }

    private void whileHeld() throws Exception {
        Map<String, Long> before = reasons();
        try (Socket client = connect("held")) {
            client.shutdownOutput();
            record("held", "client FIN", "client: " + seenBy(client), before, AT_ONCE);
        }
        Map<String, Long> again = reasons();
        Sockets.reset(connect("held"));
        record("held", "client reset", "–", again, AT_ONCE);
    }

    private void whileConnecting() throws Exception {
        Map<String, Long> before = reasons();
        try (Socket client = connect("slow")) {
            Sockets.send(client, "question");
            client.shutdownOutput();
            try (Socket backend = server.take()) {
                assertThat(Sockets.receiveAll(backend)).isEqualTo("question");
                Sockets.send(backend, "answer");
            }
            assertThat(Sockets.receiveAll(client)).isEqualTo("answer");
        }
        record("connecting", "client FIN", "backend: all bytes, FIN; client: whole answer", before, AT_ONCE);

        before = reasons();
        Socket client = connect("slow");
        Sockets.send(client, "question");
        Sockets.reset(client);
        try (Socket backend = server.take()) {
            record("connecting", "client reset", "backend: " + seenBy(backend), before, AT_ONCE);
        }

        before = reasons();
        record("connecting", "backend refuses", "client: " + word(Sockets.endingOf(lb.address("refused"))), before, "");
    }

    private void whileRelaying() throws Exception {
        for (boolean byClient : List.of(true, false)) {
            Map<String, Long> before = reasons();
            try (Pair pair = pair("relay", byClient)) {
                pair.one.shutdownOutput();
                String seen = seenBy(pair.other);
                Sockets.send(pair.other, "still");
                assertThat(Sockets.receive(pair.one, 5)).isEqualTo("still");
                pair.other.shutdownOutput();
                record("relaying", pair.name + " FIN", pair.otherName + ": " + seen + ", goes on", before, AT_ONCE);
            }
            before = reasons();
            try (Pair pair = pair("relay", byClient)) {
                Sockets.reset(pair.one);
                record("relaying", pair.name + " reset", pair.otherName + ": " + seenBy(pair.other), before, AT_ONCE);
            }
        }
    }

    private void afterTheClientHasFinished() throws Exception {
        afterTheFinOf(true);
    }

    private void afterTheBackendHasFinished() throws Exception {
        afterTheFinOf(false);
    }

    private void afterTheFinOf(boolean client) throws Exception {
        String phase = (client ? "client" : "backend") + " has finished";
        Map<String, Long> before = reasons();
        try (Pair pair = halfClosed("relay", client)) {
            pair.other.shutdownOutput();
            record(phase, pair.otherName + " FIN", pair.name + ": " + seenBy(pair.one), before, AT_ONCE);
        }
        before = reasons();
        try (Pair pair = halfClosed("relay", client)) {
            Sockets.reset(pair.other);
            record(phase, pair.otherName + " reset", pair.name + ": " + seenBy(pair.one), before, AT_ONCE);
        }
        before = reasons();
        try (Pair pair = halfClosed("relay", client)) {
            Sockets.reset(pair.one);
            Map<String, Long> then = before;
            boolean atOnce = holdsSoon(() -> !reasons().equals(then));
            String seen = refusesWrites(pair.other);
            record(phase, pair.name + " reset", pair.otherName + ": " + seen, before, atOnce ? AT_ONCE : LATER);
        }
    }

    private void whenLbEndsIt() throws Exception {
        Map<String, Long> before = reasons();
        try (Pair pair = pair("brief", true)) {
            String client = seenBy(pair.one);
            record("relaying", "idle-timeout", "client: " + client + "; backend: " + seenBy(pair.other), before, "");
        }
        before = reasons();
        try (Pair pair = halfClosed("brief", true)) {
            String client = seenBy(pair.one);
            String backend = refusesWrites(pair.other);
            record(
                    "client has finished",
                    "half-close-timeout",
                    "client: " + client + "; backend: " + backend,
                    before,
                    "");
        }
    }

    /** A session in use, seen from the side that is about to do something. */
    private record Pair(Socket one, Socket other, String name, String otherName) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            one.close();
            other.close();
        }
    }

    private Pair pair(String listener, boolean byClient) throws Exception {
        Socket client = connect(listener);
        Socket backend = server.take();
        Sockets.send(client, "?");
        Sockets.receive(backend, 1);
        Sockets.send(backend, "!");
        Sockets.receive(client, 1);
        return byClient
                ? new Pair(client, backend, "client", "backend")
                : new Pair(backend, client, "backend", "client");
    }

    private Pair halfClosed(String listener, boolean byClient) throws Exception {
        Pair pair = pair(listener, byClient);
        pair.one.shutdownOutput();
        assertThat(pair.other.getInputStream().read()).isEqualTo(-1);
        return pair;
    }

    private Socket connect(String listener) throws IOException {
        return Sockets.connect(lb.address(listener));
    }

    private static String seenBy(Socket socket) throws IOException {
        socket.setSoTimeout((int) SOON.toMillis());
        try {
            return word(Sockets.ending(socket));
        } catch (SocketTimeoutException nothing) {
            return "nothing";
        }
    }

    private static String word(Sockets.Ending ending) {
        return ending == Sockets.Ending.FIN ? "FIN" : "reset";
    }

    /** What has read a FIN learns of a reset by writing, as TCP has it. */
    private static String refusesWrites(Socket socket) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SOON.toNanos()) {
            try {
                socket.getOutputStream().write(1);
            } catch (SocketException refused) {
                return "reset";
            } catch (IOException e) {
                return e.toString();
            }
        }
        return "nothing";
    }

    private static boolean holdsSoon(Await.Condition condition) {
        try {
            Await.until("it is noticed", Duration.ofMillis(500), condition);
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private Map<String, Long> reasons() {
        return lb.metrics().by("reason", "lb_session_end_total");
    }

    /** Waits until one more session has ended than {@code before}, and notes why. */
    private void record(String phase, String event, String seen, Map<String, Long> before, String when) {
        Await.until(
                phase + ", " + event + ": the session has ended",
                SOON,
                () -> !reasons().equals(before));
        Map<String, Long> after = reasons();
        before.forEach(
                (reason, count) -> after.computeIfPresent(reason, (r, now) -> now - count == 0 ? null : now - count));
        endings.add(new Ending(phase, event, seen, String.join(" ", after.keySet()) + when));
    }
}
