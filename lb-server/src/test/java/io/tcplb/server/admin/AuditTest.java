package io.tcplb.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuditTest {
    private static final List<String> OURS = List.of("Host: localhost", "Content-Type: application/json");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @TempDir
    private Path directory;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(directory, 60_000);
        lines.start();
        logger().addAppender(lines);
    }

    @AfterEach
    void stop() throws IOException {
        logger().detachAppender(lines);
        rig.close();
    }

    @Test
    void everyChangeIsOneLineWithItsOriginWhateverCameOfIt() {
        rig.answer("PUT", "/v1/pools/web/backends/a/admin", OURS, "{\"state\":\"drain\"}");
        rig.answer("POST", "/v1/reload?token=s3cret", OURS, "");
        rig.answer("DELETE", "/v1/sessions/999", OURS, "");
        rig.answer("PUT", "/v1/pools/web%0Aadmin/backends/a/weight", OURS, "{");
        rig.answer("GET", "/v1/status", OURS, "");
        assertThat(written())
                .containsExactly(
                        "INFO audit method=PUT path=/v1/pools/web/backends/a/admin origin=admin@127.0.0.1 status=200",
                        "INFO audit method=POST path=/v1/reload origin=admin@127.0.0.1 status=200",
                        "WARN audit method=DELETE path=/v1/sessions/999 origin=admin@127.0.0.1 status=404",
                        "WARN audit method=PUT path=/v1/pools/web%0Aadmin/backends/a/weight origin=admin@127.0.0.1"
                                + " status=400");
    }

    @Test
    void whoIsTurnedAwayIsWrittenDownNowAndThen() throws IOException {
        rig.token(Files.writeString(directory.resolve("token"), "s3cret\n"));
        for (int i = 0; i < 100; i++) {
            rig.answer("POST", "/v1/reload", OURS, "");
            rig.answer("GET", "/v1/status", OURS, "");
        }
        assertThat(written())
                .containsExactly("WARN audit-denied method=POST path=/v1/reload origin=admin@127.0.0.1 status=401");
    }

    @Test
    void whatWasHeldBackIsCounted() {
        long[] now = {0};
        Audit audit = new Audit(() -> now[0]);
        Answer answer = Answer.error(io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN, "no");
        for (int second = 0; second <= 10; second++) {
            now[0] = second * 1_000_000_000L;
            audit.denied(io.netty.handler.codec.http.HttpMethod.PUT, "/x", "admin@192.0.2.1", answer);
        }
        assertThat(written())
                .containsExactly(
                        "WARN audit-denied method=PUT path=/x origin=admin@192.0.2.1 status=403",
                        "WARN audit-denied method=PUT path=/x origin=admin@192.0.2.1 status=403 held_back=9");
    }

    private List<String> written() {
        return lines.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Audit.class);
    }
}
