package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Child;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import io.tcplb.server.json.JsonFields;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code lb drill} on live traffic: it passes, aborts, and whatever ends it, the backend comes back. */
class DrillIT {
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Duration DONE = Duration.ofSeconds(60);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void passesWhenAnotherBackendCarriesTheLoad() throws Exception {
        LbProcess lb = pair();
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a", "b"));
        for (int i = 0; i < 12; i++) {
            Socket idle = lab.closing(Sockets.connect(lb.address("web")));
            assertThat(idle.isConnected()).isTrue();
        }
        load.awaitAnswers(50);

        Child drill = drill(lb, "--for", "3s", "--baseline", "2s", "--abort-if", "errors>1%,p99>2s", "--json");
        assertThat(drill.waitForExit(DONE)).as(drill.tail(20)).isZero();

        JsonFields report = JsonFields.parse(drill.stdout());
        assertThat(report.text("verdict")).isEqualTo("passed");
        assertThat(report.number("sessionsBefore", 0)).isPositive();
        assertThat(report.number("sessionsMoved", 0)).as("idle ones of a").isPositive();
        assertThat(report.number("sessionsLeft", -1)).isZero();
        assertThat(report.object("before").number("ended", 0)).isPositive();
        assertThat(report.object("during").number("ended", 0)).isPositive();
        assertThat(report.object("during").number("errors", -1)).isZero();
        assertThat(report.object("during").number("p99Micros", 0)).isPositive();
        assertThat(report.flag("servesAgain")).isTrue();
        JsonFields a = report.objects("backends").get(0);
        JsonFields b = report.objects("backends").get(1);
        assertThat(a.number("beforePerSecond", 0)).isBetween(20.0, 80.0);
        assertThat(a.number("duringPerSecond", 0)).as("once it is out").isLessThan(10);
        assertThat(b.number("duringPerSecond", 0)).as("all of it").isGreaterThan(60);
        lb.awaitServing("web", NOTICED, "a", "b");
    }

    @Test
    void abortsAndRestoresWhenErrorsRise() throws Exception {
        NginxServer a = lab.nginx("a");
        String nobody = "127.0.0.1:" + FreePorts.next();
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(
                                        Conf.backend("a", a.address()),
                                        Conf.backend("s", nobody, "tier = 1")), // its standby is broken
                                Conf.NO_CHECK,
                                "passive.action = off"));
        lb.awaitServing("web", NOTICED, "a");
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a"));
        load.awaitAnswers(50);

        Child drill = drill(lb, "--for", "300s", "--baseline", "1s", "--abort-if", "errors>20%");
        assertThat(drill.waitForExit(DONE)).as(drill.tail(20)).isEqualTo(1);

        assertThat(drill.stderr()).contains("web/a is out", "web/a is brought back", "drill aborted: errors ");
        assertThat(drill.stdout())
                .startsWith("drill web/a: aborted, errors ")
                .contains("served again after")
                .contains("connect_refused");
        lb.awaitServing("web", NOTICED, "a");
        load.awaitAnswers(50);
        assertThat(load.failures()).as("while it was out").isNotEmpty();
    }

    @Test
    void ctrlCBringsItBackAtOnce() throws Exception {
        LbProcess lb = pair();
        Child drill = drill(lb, "--for", "300s", "--baseline", "0s", "--json");
        lb.awaitServing("web", NOTICED, "b");
        drill.signal("INT");
        assertThat(drill.waitForExit(Duration.ofSeconds(20))).as(drill.tail(20)).isEqualTo(1);
        lb.awaitServing("web", NOTICED, "a", "b");
        assertThat(JsonFields.parse(drill.stdout()).text("verdict")).isEqualTo("interrupted");
    }

    @Test
    void theBackendComesBackEvenIfTheDrillIsKilled() throws Exception {
        LbProcess lb = pair();
        Child drill = drill(lb, "--for", "5s", "--baseline", "0s");
        lb.awaitServing("web", NOTICED, "b");
        drill.kill();
        lb.awaitServing("web", NOTICED, "a", "b");
        assertThat(lb.output()).contains("why=\"the time set by admin@127.0.0.1 is over\"");
    }

    @Test
    void doesNotBeginWhenNobodyElseWouldServe() throws Exception {
        NginxServer a = lab.nginx("a");
        LbProcess lb =
                lab.lb(Transport.EPOLL, Conf.listener("web") + Conf.pool("web", Conf.backends(a), Conf.HTTP_CHECK));
        lb.awaitServing("web", NOTICED, "a");
        Child refused = drill(lb, "--for", "2s", "--baseline", "0s");
        assertThat(refused.waitForExit(DONE)).isEqualTo(1);
        assertThat(refused.stderr()).contains("nobody else in pool web would serve");
        Child forced = drill(lb, "--for", "2s", "--baseline", "0s", "--force");
        assertThat(forced.waitForExit(DONE)).as(forced.tail(20)).isZero();
        Await.until("two states of a in the log", NOTICED, () -> lb.output().contains("to=maint"));
    }

    /** Returns a balancer in front of two servers, both of which serve. */
    private LbProcess pair() {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        LbProcess lb =
                lab.lb(Transport.EPOLL, Conf.listener("web") + Conf.pool("web", Conf.backends(a, b), Conf.HTTP_CHECK));
        lb.awaitServing("web", NOTICED, "a", "b");
        return lb;
    }

    private Child drill(LbProcess lb, String... options) {
        // A suite that was started in the background has SIGINT ignored, and would pass that on.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(LbProcess.command());
        command.addAll(List.of(
                "drill",
                "fail",
                "web/a",
                "--admin",
                "http://127.0.0.1:" + lb.address("admin").getPort()));
        command.addAll(List.of(options));
        return lab.closing(Child.start("drill", lab.directory("drill"), Map.of(), command));
    }
}
