package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Command;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.RedisServer;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that know nothing of lb. */
class RealClientsIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void redisPipelinesAreAnsweredInFull(Transport transport) throws IOException {
        RedisServer redis = lab.redis();
        LbProcess lb = lab.lb(
                transport,
                Conf.listener("redis")
                        + Conf.pool("redis", List.of(Conf.backend("r", redis.address())), Conf.NO_CHECK));
        Path commands = lab.directory("redis-cli").resolve("commands");
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            script.append("SET key:").append(i).append(" value-").append(i).append("\r\n");
        }
        Files.writeString(commands, script);
        int port = lb.address("redis").getPort();

        Command pipe = Command.shell(LONG, "redis-cli -p " + port + " --pipe < " + commands);
        assertThat(pipe.stdout()).contains("errors: 0, replies: 100000");
        Command check =
                Command.shell(LONG, "redis-cli -p " + port + " DBSIZE; redis-cli -p " + port + " GET key:99999");
        assertThat(check.stdout().lines()).containsExactly("100000", "value-99999");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void curlGetsALargeFileAtItsOwnPace(Transport transport) throws IOException {
        NginxServer nginx = lab.nginx("a");
        Path original = bytes(nginx, 16 * MIB);
        LbProcess lb = front(transport, nginx);
        Path copy = lab.directory("curl").resolve("copy");

        Command curl = Command.run(LONG, "curl", "-sS", "--limit-rate", "8M", "-o", copy.toString(), url(lb));
        assertThat(curl).isEqualTo(new Command(0, "", ""));
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatTheServerSentBeforeItClosedReachesAReaderThatSlept(Transport transport) throws IOException {
        NginxServer nginx = lab.nginx("a");
        Path original = bytes(nginx, 50 * MIB);
        LbProcess lb = front(transport, nginx);
        Path home = lab.directory("curl");
        Path copy = home.resolve("copy");

        Child curl = lab.closing(Child.start(
                "curl",
                home,
                Map.of(),
                List.of(
                        "curl",
                        "-sS",
                        "--limit-rate",
                        "20M",
                        "-H",
                        "Connection: close",
                        "-o",
                        copy.toString(),
                        url(lb))));
        Await.until("curl has begun", LONG, () -> Files.exists(copy) && Files.size(copy) > 0);
        curl.signal("STOP");
        awaitStall(lb);
        long atRest = relayed(lb);
        assertThat(atRest).as("relayed to a sleeper").isLessThan(50L * MIB);
        curl.signal("CONT");
        assertThat(curl.waitForExit(LONG)).isZero();
        assertThat(Files.mismatch(original, copy)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void wrkSeesNoError(Transport transport) {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb = front(transport, a, b);
        String url = "http://127.0.0.1:" + lb.address("web").getPort() + "/";

        Command keptOpen = Command.run(LONG, "wrk", "-t1", "-c50", "-d2s", url);
        assertClean(keptOpen);
        Command eachAnew = Command.run(LONG, "wrk", "-t1", "-c20", "-d2s", "-H", "Connection: close", url);
        assertClean(eachAnew);
    }

    private static void assertClean(Command wrk) {
        assertThat(wrk.status()).as(wrk.toString()).isZero();
        assertThat(wrk.stdout()).doesNotContain("Socket errors").doesNotContain("Non-2xx");
        Matcher requests = Pattern.compile("(\\d+) requests in").matcher(wrk.stdout());
        assertThat(requests.find()).isTrue();
        assertThat(Integer.parseInt(requests.group(1))).isGreaterThan(500);
    }

    /** Waits until no byte has moved for a while, which is what back-pressure looks like from outside. */
    private static void awaitStall(LbProcess lb) {
        long[] last = {-1, System.nanoTime()};
        Await.until("the session stalls", LONG, () -> {
            long now = relayed(lb);
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return now > 0
                    && System.nanoTime() - last[1] > Duration.ofMillis(500).toNanos();
        });
    }

    private static long relayed(LbProcess lb) {
        return lb.metrics().count("lb_backend_bytes_total", "direction", "to_client");
    }

    private LbProcess front(Transport transport, NginxServer... servers) {
        return lab.lb(transport, Conf.listener("web") + Conf.pool("web", Conf.backends(servers), Conf.NO_CHECK));
    }

    private static String url(LbProcess lb) {
        return "http://127.0.0.1:" + lb.address("web").getPort() + "/files/bytes";
    }

    private static Path bytes(NginxServer server, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(server.files().resolve("bytes"), bytes);
    }
}
