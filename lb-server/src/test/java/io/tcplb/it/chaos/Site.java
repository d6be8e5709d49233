package io.tcplb.it.chaos;

import io.tcplb.it.kit.CodedBackendProcess;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.SocketTable;
import io.tcplb.it.kit.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** lb and its backends, and how each kind of fault is done to them and undone. */
final class Site {
    static final int BACKENDS = 4;

    /** The backend with a link of its own. */
    static final int CUTTABLE = BACKENDS - 1;

    private static final int HEAVIEST = 5;

    private final HttpClient http = HttpClient.newHttpClient();
    private final NetworkZone zone;
    private final List<CodedBackendProcess> backends = new ArrayList<>();
    private final boolean[] absent = new boolean[BACKENDS];
    private final int[] weights = new int[BACKENDS];
    private final Random random;
    private final LbProcess lb;

    Site(Lab lab, Transport transport, long seed) {
        random = new Random(seed);
        zone = lab.zone(1);
        Arrays.fill(weights, 1);
        for (int i = 0; i < BACKENDS; i++) {
            boolean inside = i == CUTTABLE;
            backends.add(lab.closing(new CodedBackendProcess(
                    lab.directory("b" + i),
                    inside ? zone.address() : "127.0.0.1",
                    inside ? zone.inside() : List.of())));
        }
        lb = lab.lb(transport, configuration());
        for (int i = 0; i < BACKENDS; i++) {
            lb.awaitUp("main", "b" + i, true, java.time.Duration.ofSeconds(20));
        }
    }

    LbProcess lb() {
        return lb;
    }

    int port() {
        return lb.address("main").getPort();
    }

    /** Returns a filter for {@code ss} of the sockets between lb and its clients. */
    String clientSide() {
        return "sport = :" + port();
    }

    /** Returns a filter for {@code ss} of the sockets between lb and a backend. */
    String backendSide(int backend) {
        return "dport = :" + backends.get(backend).port();
    }

    List<String> complaints() {
        return backends.stream().flatMap(b -> b.complaints().stream()).toList();
    }

    void begin(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case KILL -> of(fault).kill();
            case FREEZE -> of(fault).freeze();
            case RESET_ON_ACCEPT -> of(fault).resetNewcomers();
            case SILENCE -> of(fault).ignoreNewcomers();
            case CUT -> zone.cut();
            case DRAIN -> admin(fault.backend(), "drain");
            case MAINT -> admin(fault.backend(), "maint");
            case REMOVE -> present(fault.backend(), false);
            case DESTROY_BACKEND_SIDE -> SocketTable.destroy(backendSide(fault.backend()));
            case DESTROY_CLIENT_SIDE -> SocketTable.destroy(clientSide());
            case WEIGHTS -> reweigh();
            case NONSENSE -> nonsense();
            case BURST -> {} // the clients' business
        }
    }

    void end(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case KILL -> of(fault).restart();
            case FREEZE -> of(fault).thaw();
            case RESET_ON_ACCEPT, SILENCE -> of(fault).serve();
            case CUT -> zone.mend();
            case DRAIN, MAINT -> admin(fault.backend(), "ready");
            case REMOVE -> present(fault.backend(), true);
            default -> {} // is over when it is done
        }
    }

    /** Returns what lb says of its sessions now, for messages. */
    String sessions() {
        URI uri = URI.create(
                "http://127.0.0.1:%d/v1/sessions".formatted(lb.address("admin").getPort()));
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return String.valueOf(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return String.valueOf(e);
        }
    }

    private CodedBackendProcess of(Fault fault) {
        return backends.get(fault.backend());
    }

    private void present(int backend, boolean present) {
        absent[backend] = !present;
        lb.reload(configuration());
    }

    private void reweigh() {
        for (int i = 0; i < BACKENDS; i++) {
            weights[i] = 1 + random.nextInt(HEAVIEST);
        }
        lb.reload(configuration());
    }

    private void nonsense() {
        String valid = configuration();
        String[] broken = {
            valid.substring(0, random.nextInt(20, valid.length() - 20)) + "\n]{",
            valid + "\npools.main.algorithm = sideways\n",
            valid + "\nlisteners.main.pool = nowhere\n",
            valid + "\nlisteners.other { bind = \"192.0.2.1:1\", pool = main }\n"
        };
        lb.configure(broken[random.nextInt(broken.length)]);
        lb.hupAndAwait("failure");
        lb.configure(valid);
    }

    private void admin(int backend, String state) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d/v1/pools/main/backends/b%d/admin"
                .formatted(lb.address("admin").getPort(), backend));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":\"" + state + "\"}"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode() + " " + answer.body());
        }
    }

    private String configuration() {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < BACKENDS; i++) {
            if (!absent[i]) {
                entries.add(Conf.backend("b" + i, backends.get(i).address(), "weight = " + weights[i]));
            }
        }
        return Conf.listener("main")
                + Conf.pool(
                        "main",
                        entries,
                        "health-check { type = tcp, interval = 500ms, timeout = 500ms, fast-interval = 100ms, fall = 2 }",
                        "connect { timeout = 500ms, attempts = 4, deadline = 5s }",
                        "passive { failures = 3, first-byte-timeout = 1s, action = eject, eject-for = 2s }",
                        "replay { mode = always, max = 16KiB }",
                        "on-remove.timeout = 10m");
    }
}
