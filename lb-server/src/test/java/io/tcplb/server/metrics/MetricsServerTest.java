package io.tcplb.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Metrics metrics = new Metrics(() -> new ServerReading("1.0.0", Statuses.small(), 2, 1, 9));
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = MetricsServer.start(ANY_PORT, metrics, ready::get, 60_000);
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
    }

    @Test
    void scrapesTextAndShowsLbsFamiliesBesideTheJvms() throws Exception {
        HttpResponse<String> answer = get("/metrics?name=ignored");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains("lb_backend_bytes_total{pool=\"web\",backend=\"a\",direction=\"to_client\",} 1.2345678901E10")
                .contains("jvm_memory_used_bytes{")
                .contains("process_uptime_seconds")
                .contains("process_files_open_files");
    }

    @Test
    void speaksOpenMetricsWhenAsked() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text; version=1.0.0")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(answer.body())
                .contains("# TYPE lb_failbacks counter")
                .contains("lb_failbacks_total{pool=\"web\"} 2.0")
                .endsWith("# EOF\n");
    }

    @Test
    void readinessFollowsTheBalancerAndLivenessDoesNot() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        ready.set(true);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        ready.set(false);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void headSendsTheLengthAndNoBody() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/healthz")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue("ok\n".length());
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void refusesOtherPathsAndMethods() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metricsx").statusCode()).isEqualTo(404);
        HttpResponse<String> posted = client.send(
                request("/metrics")
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("allow")).hasValue("GET, HEAD");
    }

    @Test
    void boundsARequest() throws Exception {
        assertThat(raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(raw("GET / HTTP/1.1\r\nX: " + "x".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        assertThat(raw("POST /metrics HTTP/1.1\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(raw("\u0001\u0002 nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        String answers = raw("GET /healthz HTTP/1.1\r\n\r\nGET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 200 OK").contains("HTTP/1.1 404 Not Found");
    }

    @Test
    void forgottenConnectionsDoNotShutOutTheNext() throws Exception {
        List<Socket> forgotten = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * MetricsServer.MAX_CONNECTIONS; i++) {
                forgotten.add(new Socket(
                        server.address().getAddress(), server.address().getPort()));
            }
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            Socket oldest = forgotten.get(0);
            oldest.setSoTimeout(5_000);
            assertThat(oldest.getInputStream().read())
                    .as("the oldest was closed")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : forgotten) {
                socket.close();
            }
        }
    }

    @Test
    void closesIdleConnections() throws Exception {
        try (MetricsServer impatient = MetricsServer.start(ANY_PORT, metrics, ready::get, 50);
                Socket silent = new Socket(
                        impatient.address().getAddress(), impatient.address().getPort())) {
            silent.setSoTimeout(5_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void movesOnlyWhenCommitted() throws Exception {
        int first = server.address().getPort();
        server.prepareMove(ANY_PORT).abandon();
        assertThat(server.address().getPort()).isEqualTo(first);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);

        server.prepareMove(ANY_PORT).commit();
        assertThat(server.address().getPort()).isNotEqualTo(first);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(5)).until(() -> isFree(first));
    }

    @Test
    void namesTheAddressThatIsInUse() {
        assertThatThrownBy(() -> MetricsServer.start(server.address(), metrics, ready::get))
                .isInstanceOf(IOException.class)
                .hasMessage("metrics.bind 127.0.0.1:" + server.address().getPort() + ": address already in use");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] chunk = new byte[4096];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                answer.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
            }
            return answer.toString();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
