package io.tcplb.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that say a byte of something, wait, and say the next, until they are thrown out. One thread for all. */
public final class SlowSenders implements AutoCloseable {
    private static final int BATCH = 250;
    private static final long SELECT_MILLIS = 5;

    private final Selector selector = Selector.open();
    private final InetSocketAddress target;
    private final byte[] words;
    private final long gapNanos;
    private final int count;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Long> livedNanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "slow-senders");
    private volatile String answer = "";
    private volatile boolean closed;

    private static final class Sender {
        final SocketChannel channel;
        final long bornNanos = System.nanoTime();
        int said;

        Sender(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /**
     * Connects {@code count} clients.
     *
     * @param words what each says, never to the end
     * @param gap between two bytes
     */
    public SlowSenders(InetSocketAddress target, int count, byte[] words, Duration gap) throws IOException {
        this.target = target;
        this.count = count;
        this.words = words.clone();
        this.gapNanos = gap.toNanos();
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns how many are connected and have not been thrown out. */
    public int alive() {
        return connected.get() - ended.get();
    }

    public int ended() {
        return ended.get();
    }

    /** Returns how long each lived, from its connect on. */
    public List<Duration> lives() {
        synchronized (livedNanos) {
            return livedNanos.stream().sorted().map(Duration::ofNanos).toList();
        }
    }

    /** Returns what was said to one of them, if any was told anything; empty if nobody was. */
    public String answer() {
        return answer;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Await.until("the thread of the clients ends", Duration.ofSeconds(10), () -> !thread.isAlive());
        for (Sender sender : senders) {
            sender.channel.close();
        }
        selector.close();
    }

    private void run() {
        try {
            long start = System.nanoTime();
            long turns = 0;
            while (!closed) {
                connectSome();
                // Evenly spread: in step they would be a burst, which is the machine's burden and not lb's.
                long due = (System.nanoTime() - start) / Math.max(1, gapNanos / count);
                for (; turns < due; turns++) {
                    int number = (int) (turns % count);
                    if (number < senders.size()) {
                        sayNext(senders.get(number));
                    }
                }
                selector.select(SELECT_MILLIS);
                selector.selectedKeys().forEach(this::advance);
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A listen queue takes only so many at once. */
    private void connectSome() throws IOException {
        for (int i = 0; i < BATCH && senders.size() < count && senders.size() - connected.get() < BATCH; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Sender sender = new Sender(channel);
            senders.add(sender);
            channel.register(selector, SelectionKey.OP_CONNECT, sender);
            channel.connect(target);
        }
    }

    private void sayNext(Sender sender) {
        if (sender.channel.isConnected() && sender.said < words.length - 1) {
            try {
                sender.said += sender.channel.write(ByteBuffer.wrap(words, sender.said, 1));
            } catch (IOException thrownOut) {
                end(sender);
            }
        }
    }

    private void advance(SelectionKey key) {
        Sender sender = (Sender) key.attachment();
        try {
            if (key.isConnectable()) {
                sender.channel.finishConnect();
                connected.incrementAndGet();
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            ByteBuffer told = ByteBuffer.allocate(64);
            if (sender.channel.read(told) < 0) {
                end(sender);
            } else {
                answer = new String(told.array(), 0, told.position(), StandardCharsets.ISO_8859_1);
            }
        } catch (IOException thrownOut) {
            end(sender);
        }
    }

    private void end(Sender sender) {
        livedNanos.add(System.nanoTime() - sender.bornNanos);
        ended.incrementAndGet();
        try {
            sender.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
