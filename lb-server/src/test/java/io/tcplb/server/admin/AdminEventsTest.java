package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.Transition;
import io.tcplb.server.json.JsonFields;
import io.tcplb.server.timeline.Timeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timeline over HTTP: listed, and followed. */
class AdminEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String HOST = "Host: localhost";

    @TempDir
    private Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(directory, 100);
    }

    @AfterEach
    void stop() throws IOException {
        rig.close();
    }

    @Test
    void listsEventsAsLines() throws IOException {
        rig.timeline.record(event("first"));
        long seq = rig.timeline.newest();
        rig.timeline.record(event("second"));

        Raw.Reply reply = get("/v1/events?since=" + seq);
        assertThat(reply.head()).containsIgnoringCase("content-type: application/x-ndjson");
        assertThat(reply.body().lines()).hasSize(1).first().asString().contains("\"to\":\"second\"");
    }

    @Test
    void followsEventsFromTheKeptOnesOnToTheLiveOnes() throws IOException {
        for (int i = 1; i <= 500; i++) {
            rig.timeline.record(event("old " + i));
        }
        try (Socket socket =
                new Socket(rig.address().getAddress(), rig.address().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\n" + HOST + "\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> seen = new ArrayList<>();
            boolean heartbeat = false;
            boolean live = false;
            while (!seen.contains("live 2") || !heartbeat) {
                String line = in.readLine();
                assertThat(line).as("the stream goes on").isNotNull();
                heartbeat |= line.startsWith(": still here");
                if (line.startsWith("data: ")) {
                    seen.add(JsonFields.parse(line.substring("data: ".length())).text("to"));
                }
                if (seen.contains("old 500") && !live) {
                    live = true;
                    rig.timeline.record(event("live 1"));
                    rig.timeline.record(event("live 2"));
                }
            }
            assertThat(seen.subList(seen.indexOf("old 1"), seen.size()))
                    .hasSize(502)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aFollowerThatReadsNothingCostsNothingAndStopsNobody() throws IOException {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4 << 10);
            deaf.connect(rig.address());
            deaf.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\n" + HOST + "\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 3 * Timeline.KEPT; i++) {
                rig.timeline.record(event("x".repeat(200)));
            }
            assertThat(get("/v1/status").status()).isEqualTo(200);
            assertThat(rig.timeline.after(0, Integer.MAX_VALUE)).hasSize(Timeline.KEPT);
        }
    }

    private Raw.Reply get(String path) throws IOException {
        return Raw.send(rig.address(), "GET", path, List.of(HOST), "");
    }

    private static Transition event(String to) {
        return new Transition(Transition.Kind.HEALTH, "web", "a", "up", to, "", 0);
    }
}
