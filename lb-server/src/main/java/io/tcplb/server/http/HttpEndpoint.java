package io.tcplb.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
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
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves bounded HTTP/1.1 requests on one thread of its own, so that neither a slow client nor the work of an answer is
 * ever on an event loop that relays. It may listen nowhere.
 */
public final class HttpEndpoint implements AutoCloseable {
    private final String key;
    private final HttpLimits limits;
    private final Supplier<ChannelHandler> handler;
    private final MultiThreadIoEventLoopGroup loop;
    private final ConnectionCap cap;
    private final ChannelGroup connections;
    private volatile @Nullable Channel listening;

    /**
     * Listens nowhere yet.
     *
     * @param key the configuration key that errors name
     * @param thread name of its thread
     * @param handler makes what answers the full requests of one connection
     */
    public HttpEndpoint(String key, String thread, HttpLimits limits, Supplier<ChannelHandler> handler) {
        this.key = key;
        this.limits = limits;
        this.handler = handler;
        this.loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(thread, true), NioIoHandler.newFactory());
        this.cap = new ConnectionCap(limits.connections());
        this.connections = new DefaultChannelGroup(loop.next(), true); // true: late ones are closed too
    }

    /** Returns what runs on its thread. */
    public ScheduledExecutorService executor() {
        return loop;
    }

    /** Returns where it listens, with the port that the kernel chose where 0 was asked for. */
    public InetSocketAddress address() {
        Channel now = Objects.requireNonNull(listening, "listens nowhere");
        return (InetSocketAddress) now.localAddress();
    }

    /** Returns whether it listens at all. */
    public boolean listens() {
        return listening != null;
    }

    /**
     * Binds another address beside the present one. It serves from now on; {@link Move#commit} leaves the present one.
     *
     * @param bind {@code null} = nowhere
     * @throws IOException when it cannot be bound; the message is one line that names the address
     */
    public Move prepareMove(@Nullable InetSocketAddress bind) throws IOException {
        return new Move(bind == null ? null : listen(bind));
    }

    /** A move to another address that is not decided yet. */
    public final class Move {
        private final @Nullable Channel target;

        private Move(@Nullable Channel target) {
            this.target = target;
        }

        /** Leaves the address before. Connections that are open stay. */
        public void commit() {
            Channel before = listening;
            listening = target;
            close(before);
        }

        /** Stays where it was. */
        public void abandon() {
            close(target);
        }
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        // Sockets first and by themselves: a loop that ends at once may leave them open, and their peers waiting.
        close(listening);
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Channel listen(InetSocketAddress bind) throws IOException {
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialise(channel);
                    }
                })
                .bind(bind)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(key + " " + text(bind) + ": " + why(cause), cause);
        }
        return bound.channel();
    }

    private void initialise(SocketChannel channel) {
        connections.add(channel);
        RequestDeadline deadline = new RequestDeadline(limits.requestMillis());
        channel.pipeline()
                .addLast(cap.handler())
                .addLast(new IdleStateHandler(0, 0, limits.idleMillis(), TimeUnit.MILLISECONDS))
                .addLast(deadline.bytes())
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.requestLineBytes())
                        .setMaxHeaderSize(limits.headerBytes())))
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(limits.bodyBytes()))
                .addLast(deadline.requests())
                .addLast(handler.get());
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
