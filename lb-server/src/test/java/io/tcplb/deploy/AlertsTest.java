package io.tcplb.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.it.kit.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every alert says what it is about, is tested both ways, and is documented; PrometheusIT runs their tests. */
class AlertsTest {
    private final List<Tree> alerts = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        Tree file = Tree.read(Checkout.DEPLOY.resolve("prometheus/alerts.yml"));
        file.at("groups")
                .list()
                .forEach(group -> alerts.addAll(group.at("rules").list()));
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndWhatItIsAbout() {
        assertThat(alerts).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.at("labels", "severity").text()).isIn("critical", "warning");
            assertThat(alert.at("annotations", "summary").text()).hasSizeGreaterThan(10);
            assertThat(alert.at("annotations", "description").text()).endsWith(".");
        });
        assertThat(new TreeSet<>(names())).hasSameSizeAs(names());
    }

    @Test
    void everyAlertIsTestedWhenItFiresAndWhenItDoesNot() throws IOException {
        List<String> fires = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Tree test : Tree.read(Checkout.DEPLOY.resolve("prometheus/alerts_test.yml"))
                .at("tests")
                .list()) {
            boolean healthy = test.at("name").text().startsWith("nothing");
            for (Tree check : test.at("alert_rule_test").list()) {
                boolean quiet = check.at("exp_alerts").list().isEmpty();
                assertThat(healthy && !quiet).isFalse();
                (quiet ? silent : fires)
                        .add((healthy ? "healthy " : "") + check.at("alertname").text());
            }
        }
        assertThat(new TreeSet<>(fires)).isEqualTo(new TreeSet<>(names()));
        assertThat(silent)
                .containsAll(names())
                .containsAll(names().stream().map(name -> "healthy " + name).toList());
    }

    @Test
    void everyAlertIsDocumented() throws IOException {
        List<String> documented = Files.readAllLines(Checkout.ROOT.resolve("docs/deploy.md")).stream()
                .filter(line -> line.startsWith("| `Lb"))
                .map(line -> line.replaceAll("\\| `(\\w+)`.*", "$1"))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(names());
    }

    private List<String> names() {
        return alerts.stream().map(alert -> alert.at("alert").text()).toList();
    }
}
