package io.tcplb.server.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.tcplb.control.LoadBalancer;
import io.tcplb.observe.LbObserver;
import io.tcplb.observe.Transition;
import io.tcplb.server.config.ConfigFile;
import io.tcplb.server.timeline.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A real balancer before two silent servers, with a real admin API; backend {@code a} in zone z1, {@code b} in tier 1. */
public final class Rig implements AutoCloseable {
    private final ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final LoadBalancer balancer;
    private final AdminServer server;

    /** Every event so far, and what tests add to it. */
    public final Timeline timeline = new Timeline(System::currentTimeMillis);

    /** What the next reload comes to. */
    public final AtomicReference<Reloads.Outcome> outcome =
            new AtomicReference<>(new Reloads.Outcome(Reloads.Result.APPLIED, 2, List.of("zone a to b"), 3, List.of()));

    /** Reloads that were asked for, as {@code dryRun origin}. */
    public final List<String> reloads = new CopyOnWriteArrayList<>();

    public Rig(Path directory, long heartbeatMillis) throws Exception {
        Path file = directory.resolve("lb.conf");
        Files.writeString(file, """
                listeners { web { bind = "127.0.0.1:0", pool = web } }
                pools { web {
                  backends = [ { id = a, address = "127.0.0.1:%1$d", zone = z1 }
                               { id = b, address = "127.0.0.1:%1$d", zone = z2, tier = 1 } ]
                  health-check { type = none }
                } }
                runtime { event-loops = 1 }
                admin { bind = off }
                """.formatted(backend.getLocalPort()));
        balancer = LoadBalancer.start(ConfigFile.load(file, Map.of()).lb(), new LbObserver() {
            @Override
            public void transition(Transition transition) {
                timeline.record(transition);
            }
        });
        Reloads reloader = (dryRun, origin) -> {
            reloads.add(dryRun + " " + origin);
            return outcome.get();
        };
        server = new AdminServer("1.0.0", () -> balancer, () -> reloader, timeline, heartbeatMillis);
        server.prepareMove(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .commit();
    }

    /** Makes changes need the token in {@code file}. */
    public void token(Path file) throws IOException {
        server.token(Token.read(file));
    }

    public InetSocketAddress address() {
        return server.address();
    }

    public String url() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    public LoadBalancer balancer() {
        return balancer;
    }

    List<Route> routes() {
        return server.routes();
    }

    /** Hands the API one request as it would come from this machine, without a socket; returns the answer's status. */
    int answer(String method, String path, List<String> headers, String body) {
        EmbeddedChannel connection =
                new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(64 << 10), server.handler()) {
                    @Override
                    protected SocketAddress remoteAddress0() {
                        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                    }
                };
        try {
            StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            headers.forEach(header -> request.append(header).append("\r\n"));
            request.append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
            connection.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
            ByteBuf answer = connection.readOutbound();
            try {
                String start = answer.toString(StandardCharsets.US_ASCII);
                return Integer.parseInt(start.split(" ", 3)[1]);
            } finally {
                answer.release();
            }
        } finally {
            connection.finishAndReleaseAll();
        }
    }

    /** Connects one client through the balancer and returns it. */
    public Socket client() throws IOException {
        String bind = balancer.status().listeners().get(0).bind().get(0);
        Socket client = new Socket("127.0.0.1", Integer.parseInt(bind.substring(bind.lastIndexOf(':') + 1)));
        clients.add(client);
        return client;
    }

    /** Ends the API, and leaves the balancer. */
    public void closeApi() {
        server.close();
    }

    @Override
    public void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        server.close();
        balancer.shutdown(Duration.ZERO);
        backend.close();
    }
}
