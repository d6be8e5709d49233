package io.tcplb.it.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One test's machinery. Whatever it starts ends with the test, last started first; on failure the tail of lb's output
 * joins the message; on success lb must have stayed undamaged and exit 0 when asked to end.
 */
public final class Lab implements BeforeEachCallback, AfterEachCallback {
    private static final Duration EXIT_WITHIN = Duration.ofSeconds(15);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<LbProcess> balancers = new ArrayList<>();
    private Path directory = Path.of("unset");

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("lb-it-");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        try {
            if (failed) {
                balancers.forEach(lb -> context.getExecutionException()
                        .get()
                        .addSuppressed(new AssertionError("lb said\n" + lb.tail(60))));
            } else {
                for (LbProcess lb : balancers) {
                    end(lb);
                }
            }
        } finally {
            while (!open.isEmpty()) {
                open.pop().close();
            }
            delete(directory);
        }
    }

    private static void end(LbProcess lb) {
        if (lb.isAlive()) {
            lb.term();
            int status = lb.waitForExit(EXIT_WITHIN);
            if (status != 0) {
                throw new AssertionError("lb ended with " + status + " (expected 0)\n" + lb.tail(60));
            }
        }
        lb.assertUndamaged();
    }

    /** Starts lb with {@code configuration} and waits until it is ready. */
    public LbProcess lb(Transport transport, String configuration) {
        return launch(transport, List.of(), configuration).awaitReady();
    }

    /**
     * Starts lb and does not wait.
     *
     * @param wrapper command that runs it, such as {@code prlimit …}; may be empty
     */
    public LbProcess launch(Transport transport, List<String> wrapper, String configuration) {
        return launch(transport, "127.0.0.1", wrapper, configuration);
    }

    /** Starts lb inside {@code zone}, where a listener is reached at the zone's addresses; waits until it is ready. */
    public LbProcess lb(Transport transport, NetworkZone zone, String configuration) {
        return launch(transport, zone.address(), zone.inside(), configuration).awaitReady();
    }

    private LbProcess launch(Transport transport, String host, List<String> wrapper, String configuration) {
        Path home = directory("lb");
        String metrics = host + ":" + FreePorts.next();
        String prologue = """
                runtime { transport = %s, event-loops = 2 }
                metrics.bind = "%s"
                admin.bind = "127.0.0.1:0"
                access-log { output = "%s", format = json }
                shutdown.drain-timeout = 1s
                """.formatted(transport.key(), metrics, home.resolve("access.log"));
        LbProcess lb = closing(new LbProcess(home, metrics, prologue, wrapper, configuration));
        balancers.add(lb);
        return lb;
    }

    /** Makes {@link #afterEach} leave this one's exit status alone: the test has looked at it. */
    public void forget(LbProcess lb) {
        balancers.remove(lb);
    }

    public NginxServer nginx(String id) {
        return closing(new NginxServer(id, directory("nginx-" + id)));
    }

    /** Starts an nginx inside {@code zone}. */
    public NginxServer nginx(String id, NetworkZone zone) {
        return closing(new NginxServer(id, directory("nginx-" + id), zone.address(), zone.inside()));
    }

    /** Makes a network of its own; without root the test is skipped, and says so. */
    public NetworkZone zone(int number) {
        assumeTrue(
                Command.run(Duration.ofSeconds(5), "id", "-u").stdout().trim().equals("0"),
                "network namespaces need root");
        return closing(new NetworkZone(number));
    }

    public RedisServer redis() {
        return closing(new RedisServer(directory("redis")));
    }

    public FaultServer server(FaultServer.Behaviour behaviour) throws IOException {
        return closing(new FaultServer(behaviour));
    }

    /** Starts a server at one of this machine's other addresses, such as the outside of a {@link Link}. */
    public FaultServer server(String host, FaultServer.Behaviour behaviour) throws IOException {
        return closing(new FaultServer(host, behaviour));
    }

    public Blackhole blackhole() throws IOException {
        return closing(new Blackhole());
    }

    /** Starts a load of {@code perSecond} new connections a second. */
    public HttpLoad load(InetSocketAddress target, int perSecond, Set<String> bodies) throws IOException {
        return closing(new HttpLoad(target, perSecond, bodies));
    }

    /** Makes something end with the test. */
    public <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    /** Makes a new directory that ends with the test. */
    public Path directory(String name) {
        try {
            return Files.createTempDirectory(directory, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
