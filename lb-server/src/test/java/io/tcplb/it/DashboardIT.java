package io.tcplb.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Browser;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.HttpLoad;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NginxServer;
import io.tcplb.it.kit.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard in a real browser, as an operator sees it. Makes the pictures of the README. */
class DashboardIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    final Lab lab = new Lab();

    @Test
    void showsADeathWithinTwoSecondsAndDrainsByClick() throws Exception {
        NginxServer a = lab.nginx("a");
        NginxServer b = lab.nginx("b");
        NginxServer c = lab.nginx("c");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web")
                        + Conf.pool(
                                "web",
                                List.of(member(a, 0, "east"), member(b, 0, "west"), member(c, 1, "west")),
                                Conf.HTTP_CHECK,
                                "failover.failback.stable-for = 1s"));
        lb.awaitServing("web", SOON, "a", "b");
        HttpLoad load = lab.load(lb.address("web"), 100, Set.of("a", "b", "c"));
        Browser browser = lab.closing(new Browser(1280, 1750, false));
        browser.open("http://127.0.0.1:" + lb.address("admin").getPort() + "/");
        browser.await(look("a", "serving"), SOON);
        browser.await(look("c", "standby"), SOON);
        Await.until("charts move", SOON, () -> browser.text().contains("/s accepted"), browser::text);
        load.awaitAnswers(1_000);
        picture(browser, "dashboard.png");

        long killed = System.nanoTime();
        load.betweenRequests(a::kill);
        browser.await(look("a", "down"), Duration.ofSeconds(10));
        Duration shown = Duration.ofNanos(System.nanoTime() - killed);
        // From the first failed connect on, which marks it down: the next request, ten milliseconds later.
        assertThat(shown).isLessThan(Duration.ofSeconds(2));
        Await.until("the timeline tells", SOON, () -> timeline(browser).contains("web/a up → down"), browser::text);

        browser.click("[data-backend=b] button");
        browser.await("dialog[open]", SOON);
        assertThat(browser.text()).contains("Nobody else of this pool serves at the moment!");
        browser.click("#act-go");
        browser.await(look("b", "drain"), SOON);
        browser.await(look("c", "serving"), SOON);
        lb.awaitServing("web", SOON, "c");
        assertThat(browser.text()).contains("b drain by admin@127.0.0.1");
        picture(browser, "dashboard-failover.png");

        browser.click("[data-pool=web] [data-focus='explain web']");
        browser.await("#why[open] td", SOON);
        assertThat(browser.text())
                .contains("Where would a new session of web go?")
                .contains("this one");
        assertThat(load.finish()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void fitsAPhoneInTheDarkAndSaysWhenLbIsGone() throws Exception {
        NginxServer a = lab.nginx("a");
        LbProcess lb = lab.lb(
                Transport.EPOLL,
                Conf.listener("web") + Conf.pool("web", List.of(member(a, 0, "")), Conf.HTTP_CHECK, ""));
        lb.awaitServing("web", SOON, "a");
        Browser browser = lab.closing(new Browser(500, 900, true));
        browser.open("http://127.0.0.1:" + lb.address("admin").getPort() + "/");
        browser.await(look("a", "serving"), SOON);
        Object overflow = browser.run("return document.documentElement.scrollWidth - innerWidth");
        assertThat(((Number) overflow).longValue())
                .as("pixels beyond the screen")
                .isNotPositive();
        Object ground = browser.run("return getComputedStyle(document.body).backgroundColor");
        assertThat(ground).isEqualTo("rgb(18, 22, 27)");
        assertThat(browser.run("return [...document.querySelectorAll('main button')].every(b => b.offsetHeight >= 24)"))
                .as("buttons that a thumb can hit")
                .isEqualTo(true);

        lb.term();
        Await.until("the page says so", SOON, () -> browser.text().contains("lb does not answer"), browser::text);
    }

    private static String look(String backend, String look) {
        return "[data-backend=" + backend + "][data-look=" + look + "]";
    }

    private static String timeline(Browser browser) {
        return browser.await("#timeline", SOON).getText();
    }

    /** Into the documents when asked to, so that a run of the suite leaves the tree alone. */
    private static void picture(Browser browser, String name) throws Exception {
        Path root = Path.of(System.getProperty("lb.root", ".."));
        Path folder = Boolean.getBoolean("lb.pictures")
                ? root.resolve("docs/images")
                : root.resolve("lb-server/target/pictures");
        Files.createDirectories(folder);
        browser.picture(folder.resolve(name));
    }

    private static String member(NginxServer server, int tier, String zone) {
        return Conf.backend(server.id(), server.address(), "tier = " + tier + ", zone = \"" + zone + "\"");
    }
}
