package io.tcplb.it.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The server of coded sessions as a program of its own, which can be killed, stopped and told to misbehave. It says on
 * its standard output what no fault explains: {@code WRONG} bytes and {@code TRUNCATED} streams.
 *
 * <p>When it dies its connections are reset, even those that are idle: a FIN would be its own lie.
 */
public final class CodedBackend {
    /** Serves; the modes are what a client of the control port may set, one byte each. */
    static final char NORMAL = 'n';

    /** Resets what it accepts. */
    static final char RESETTING = 'r';

    /** Does nothing with what it accepts until it is normal again. */
    static final char SILENT = 's';

    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(64 << 10);
    private final List<SocketChannel> waiting = new ArrayList<>();
    private char mode = NORMAL;

    private CodedBackend(String host, int port, int controlPort) throws IOException {
        listen(new InetSocketAddress(host, port), false);
        listen(new InetSocketAddress(host, controlPort), true);
    }

    /** @param arguments host, port, control port */
    public static void main(String[] arguments) throws IOException {
        new CodedBackend(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])).serve();
    }

    private void listen(InetSocketAddress address, boolean control) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(address, 1024);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT, control);
    }

    private void serve() throws IOException {
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.attachment() instanceof CodedSession session) {
                    advance(key, session);
                } else if ((Boolean) key.attachment()) {
                    obey((ServerSocketChannel) key.channel());
                } else {
                    accept((ServerSocketChannel) key.channel());
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void obey(ServerSocketChannel listening) throws IOException {
        try (SocketChannel commander = listening.accept()) {
            ByteBuffer command = ByteBuffer.allocate(1);
            if (commander != null && commander.read(command) == 1) {
                mode = (char) command.get(0);
                commander.write(command.flip());
            }
        }
        if (mode == NORMAL) {
            for (SocketChannel channel : waiting) {
                begin(channel);
            }
            waiting.clear();
        }
    }

    private void accept(ServerSocketChannel listening) throws IOException {
        for (SocketChannel next = listening.accept(); next != null; next = listening.accept()) {
            next.setOption(StandardSocketOptions.SO_LINGER, 0);
            switch (mode) {
                case RESETTING -> next.close();
                case SILENT -> waiting.add(next);
                default -> begin(next);
            }
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, CodedSession.server(channel, stream -> Manners.PLAIN));
    }

    private void advance(SelectionKey key, CodedSession session) throws IOException {
        try {
            session.advance(key, shared);
            if (session.isDone()) {
                SocketChannel channel = (SocketChannel) key.channel();
                channel.setOption(StandardSocketOptions.SO_LINGER, -1); // the kernel still has bytes to deliver
                channel.close();
            }
        } catch (CodedSession.Truncated e) {
            System.out.println("TRUNCATED " + e.getMessage());
            key.channel().close();
        } catch (EOFException probe) {
            key.channel().close();
        } catch (IOException reset) {
            key.channel().close();
        } catch (AssertionError e) {
            System.out.println("WRONG " + e.getMessage());
            key.channel().close();
        }
    }
}
