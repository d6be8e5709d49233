package io.tcplb.server.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Serves {@code /metrics}, {@code /healthz} and {@code /readyz} over HTTP/1.1. It has one thread of its own, so that
 * neither a slow scraper nor a scrape's work is ever on an event loop that relays.
 */
public final class MetricsServer implements AutoCloseable {
    static final int MAX_CONNECTIONS = 16;
    private static final int MAX_REQUEST_BYTES = 8 << 10;
    private static final int MAX_REQUEST_LINE = 4 << 10;
    private static final long IDLE_SECONDS = 60;

    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("lb-metrics", true), NioIoHandler.newFactory());
    private final ConnectionCap cap = new ConnectionCap(MAX_CONNECTIONS);
    private final Metrics metrics;
    private final BooleanSupplier ready;
    private final long idleMillis;
    private volatile Channel listening;

    private MetricsServer(InetSocketAddress bind, Metrics metrics, BooleanSupplier ready, long idleMillis)
            throws IOException {
        this.metrics = metrics;
        this.ready = ready;
        this.idleMillis = idleMillis;
        try {
            this.listening = listen(bind);
            loop.execute(metrics::bindRuntime); // before any request, and while the balancer starts elsewhere
        } catch (IOException e) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    /**
     * Binds and serves.
     *
     * @param ready whether {@code /readyz} answers 200
     * @throws IOException when it cannot be bound; the message is one line that names the address
     */
    public static MetricsServer start(InetSocketAddress bind, Metrics metrics, BooleanSupplier ready)
            throws IOException {
        return start(bind, metrics, ready, TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
    }

    static MetricsServer start(InetSocketAddress bind, Metrics metrics, BooleanSupplier ready, long idleMillis)
            throws IOException {
        return new MetricsServer(bind, metrics, ready, idleMillis);
    }

    /** Returns where it listens, with the port that the kernel chose where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /**
     * Binds another address beside the present one. It serves from now on; {@link Move#commit} leaves the present one.
     *
     * @throws IOException when it cannot be bound; the message is one line that names the address
     */
    public Move prepareMove(InetSocketAddress bind) throws IOException {
        return new Move(listen(bind));
    }

    /** A move to another address that is not decided yet. */
    public final class Move {
        private final Channel target;

        private Move(Channel target) {
            this.target = target;
        }

        /** Leaves the address before. */
        public void commit() {
            Channel before = listening;
            listening = target;
            before.close().awaitUninterruptibly();
        }

        /** Stays where it was. */
        public void abandon() {
            target.close().awaitUninterruptibly();
        }
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Channel listen(InetSocketAddress bind) throws IOException {
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(cap.handler())
                                .addLast(new IdleStateHandler(0, 0, idleMillis, TimeUnit.MILLISECONDS))
                                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                                        .setMaxInitialLineLength(MAX_REQUEST_LINE)
                                        .setMaxHeaderSize(MAX_REQUEST_BYTES)))
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                                .addLast(new MetricsHandler(metrics, ready));
                    }
                })
                .bind(bind)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException("metrics.bind " + text(bind) + ": " + why(cause), cause);
        }
        return bound.channel();
    }

    private static String text(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String why(Throwable cause) {
        if (cause instanceof java.nio.channels.UnresolvedAddressException) {
            return "the host name does not resolve";
        }
        String message = cause.getMessage();
        boolean known = cause instanceof BindException || cause instanceof java.net.SocketException;
        return known && message != null ? message.toLowerCase(Locale.ROOT) : cause.toString();
    }
}
