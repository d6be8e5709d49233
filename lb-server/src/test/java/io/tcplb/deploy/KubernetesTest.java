package io.tcplb.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tcplb.it.kit.Dockerfile;
import io.tcplb.it.kit.Tree;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests fit together, and fit lb. */
class KubernetesTest {
    private static final Path MANIFESTS = Checkout.DEPLOY.resolve("kubernetes");
    private static final String NAME = "app.kubernetes.io/name";

    @TempDir
    private Path scratch;

    private final List<Tree> objects = new ArrayList<>();

    @BeforeEach
    void read() throws IOException {
        for (Path file : files()) {
            objects.addAll(Tree.parseAll(Files.readString(file)));
        }
    }

    @Test
    void everyKindIsThereAndHasANameAndAVersion() {
        assertThat(objects)
                .extracting(object -> object.at("kind").text())
                .containsExactlyInAnyOrder(
                        "ConfigMap",
                        "Deployment",
                        "Kustomization",
                        "PodDisruptionBudget",
                        "Service",
                        "Service",
                        "ServiceMonitor");
        for (Tree object : objects) {
            assertThat(object.at("apiVersion").text())
                    .as(object.at("kind").text())
                    .matches("[a-z0-9./]*v\\d\\w*");
            if (!object.at("kind").text().equals("Kustomization")) {
                assertThat(object.at("metadata", "name").text()).startsWith("lb");
            }
        }
    }

    @Test
    void theKustomizationHasWhatEveryClusterKnows() throws IOException {
        List<String> resources = kind("Kustomization").at("resources").list().stream()
                .map(Tree::text)
                .toList();
        List<String> all = new ArrayList<>();
        files().forEach(file -> all.add(file.getFileName().toString()));
        all.removeAll(List.of("kustomization.yaml", "servicemonitor.yaml"));
        assertThat(resources).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void theConfigurationIsValidAndServesWhatIsAnnounced() throws Exception {
        ServerConfig config = config();
        assertThat(config.metrics().bind().host()).isEqualTo("0.0.0.0"); // the kubelet is not on loopback
        assertThat(ports()).containsEntry("metrics", config.metrics().bind().port());
        List<String> binds =
                config.lb().listeners().stream().map(l -> l.bind().toString()).toList();
        assertThat(binds).containsExactly("[0.0.0.0:" + ports().get("web") + "]");
        assertThat(config.admin().bind()).isNotNull();
        assertThat(config.admin().bind().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void theConfigurationIsMountedWhereTheArgumentsLook() {
        Tree pod = kind("Deployment").at("spec", "template", "spec");
        String file = pod.at("containers", 0, "args", 2).text();
        Tree mount = pod.at("containers", 0, "volumeMounts", 0);
        String key = kind("ConfigMap").at("data").keys().iterator().next();
        assertThat(file).isEqualTo(mount.at("mountPath").text() + "/" + key);
        assertThat(mount.at("subPath").exists()).isFalse();
        assertThat(pod.at("volumes", 0, "name").text())
                .isEqualTo(mount.at("name").text());
        assertThat(pod.at("volumes", 0, "configMap", "name").text())
                .isEqualTo(kind("ConfigMap").at("metadata", "name").text());
    }

    @Test
    void sessionsMayFinishBeforeThePodIsKilled() throws Exception {
        Tree pod = kind("Deployment").at("spec", "template", "spec");
        Tree hook = pod.at("containers", 0, "lifecycle", "preStop", "exec", "command");
        assertThat(hook.at(0).text()).isEqualTo("sleep");
        long needed =
                Long.parseLong(hook.at(1).text()) + config().lb().drainTimeout().toSeconds();
        assertThat(pod.at("terminationGracePeriodSeconds").number()).isBetween((int) needed + 10, (int) needed + 60);
    }

    @Test
    void probesAskTheMetricsPort() {
        Tree container = kind("Deployment").at("spec", "template", "spec", "containers", 0);
        assertThat(container.at("livenessProbe", "httpGet", "path").text()).isEqualTo("/healthz");
        assertThat(container.at("readinessProbe", "httpGet", "path").text()).isEqualTo("/readyz");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at(probe, "httpGet", "port").text()).as(probe).isEqualTo("metrics");
        }
    }

    @Test
    void itMayDoNothingButServe() throws IOException {
        Tree pod = kind("Deployment").at("spec", "template", "spec");
        String user = Dockerfile.read(Checkout.ROOT.resolve("Dockerfile"))
                .finalStage()
                .last("USER")
                .arguments();
        assertThat(pod.at("securityContext", "runAsUser").text() + ":"
                        + pod.at("securityContext", "runAsGroup").text())
                .isEqualTo(user);
        assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
        assertThat(pod.at("securityContext", "seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
        Tree container = pod.at("containers", 0, "securityContext");
        assertThat(container.at("readOnlyRootFilesystem").value()).isEqualTo(true);
        assertThat(container.at("allowPrivilegeEscalation").value()).isEqualTo(false);
        assertThat(container.at("capabilities", "drop").value()).isEqualTo(List.of("ALL"));
    }

    @Test
    void everySelectorFindsThePods() {
        Object labels =
                kind("Deployment").at("spec", "template", "metadata", "labels").value();
        assertThat(labels).isEqualTo(Map.of(NAME, "lb"));
        assertThat(kind("Deployment").at("spec", "selector", "matchLabels").value())
                .isEqualTo(labels);
        assertThat(kind("PodDisruptionBudget")
                        .at("spec", "selector", "matchLabels")
                        .value())
                .isEqualTo(labels);
        List<Tree> services = all("Service");
        for (Tree service : services) {
            assertThat(service.at("spec", "selector").value()).isEqualTo(labels);
            assertThat(ports())
                    .containsKey(service.at("spec", "ports", 0, "targetPort").text());
        }
        assertThat(kind("Deployment").at("spec", "replicas").number()).isGreaterThan(1);
    }

    @Test
    void theMonitorFindsOneServiceAndItsPort() {
        Tree monitor = kind("ServiceMonitor").at("spec");
        Object wanted = monitor.at("selector", "matchLabels").value();
        List<Tree> found = all("Service").stream()
                .filter(service ->
                        wanted.equals(service.at("metadata", "labels").value()))
                .toList();
        assertThat(found).hasSize(1);
        assertThat(monitor.at("endpoints", 0, "port").text())
                .isEqualTo(found.get(0).at("spec", "ports", 0, "name").text());
        assertThat(monitor.at("endpoints", 0, "path").text()).isEqualTo("/metrics");
        String job = monitor.at("jobLabel").text();
        assertThat(found.get(0).at("metadata", "labels", job).text()).isEqualTo("lb"); // as the alerts expect
    }

    private ServerConfig config() throws Exception {
        Path file = scratch.resolve("lb.conf");
        Files.writeString(file, kind("ConfigMap").at("data", "lb.conf").text());
        assertThatCode(() -> ConfigFile.load(file, Map.of())).doesNotThrowAnyException();
        return ConfigFile.load(file, Map.of());
    }

    private Map<String, Integer> ports() {
        Map<String, Integer> ports = new java.util.TreeMap<>();
        kind("Deployment")
                .at("spec", "template", "spec", "containers", 0, "ports")
                .list()
                .forEach(port -> ports.put(
                        port.at("name").text(), port.at("containerPort").number()));
        return ports;
    }

    private Tree kind(String kind) {
        assertThat(all(kind)).as(kind).hasSize(1);
        return all(kind).get(0);
    }

    private List<Tree> all(String kind) {
        return objects.stream()
                .filter(object -> object.at("kind").text().equals(kind))
                .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            return files.sorted().toList();
        }
    }
}
