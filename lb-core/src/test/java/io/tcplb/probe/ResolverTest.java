package io.tcplb.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.tcplb.spec.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final List<String> heard = new ArrayList<>();
    private final Map<String, List<InetAddress>> records = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final Resolver.Listener listener = new Resolver.Listener() {
        @Override
        public void resolved(HostPort name, List<InetAddress> addresses) {
            heard.add(name + " "
                    + addresses.stream().map(InetAddress::getHostAddress).toList());
        }

        @Override
        public void unresolved(HostPort name, String reason) {
            heard.add(name + " " + reason);
        }
    };
    private final Resolver resolver =
            new Resolver(channel.eventLoop(), Duration.ofSeconds(30), this::lookup, 2, listener);

    private List<InetAddress> lookup(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        if (host.startsWith("hangs")) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
        List<InetAddress> known = records.get(host);
        if (known == null) {
            throw new UnknownHostException(host);
        }
        return known;
    }

    @AfterEach
    void close() {
        hanging.countDown();
        resolver.close();
    }

    private static InetAddress ip(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    private void advance(int seconds) {
        for (int i = 0; i < seconds; i++) {
            ticker.advanceMillis(1000);
            channel.runPendingTasks();
        }
    }

    private void awaitHeard(int size) {
        await().untilAsserted(() -> {
            channel.runPendingTasks();
            assertThat(heard).hasSize(size);
        });
    }

    private static HostPort name(String host, int port) {
        return new HostPort(host, port);
    }

    @Test
    void answersLiteralsWithinTheCallAndAsksNobody() {
        resolver.watch(name("10.0.0.1", 80));
        resolver.watch(name("::1", 80));
        assertThat(heard).containsExactly("10.0.0.1:80 [10.0.0.1]", "[::1]:80 [0:0:0:0:0:0:0:1]");
        advance(120);
        assertThat(heard).hasSize(2);
        assertThat(lookups).hasValue(0);
    }

    @Test
    void asksOnceForAllPortsAndAgainThirtySecondsAfterEveryAnswer() throws Exception {
        records.put("a.test", List.of(ip(1), ip(2)));
        resolver.watch(name("a.test", 80));
        resolver.watch(name("a.test", 81));
        awaitHeard(2);
        assertThat(heard).containsExactly("a.test:80 [10.0.0.1, 10.0.0.2]", "a.test:81 [10.0.0.1, 10.0.0.2]");
        assertThat(lookups).hasValue(1);

        records.put("a.test", List.of(ip(3)));
        advance(29);
        assertThat(lookups).hasValue(1);
        advance(1);
        awaitHeard(4);
        assertThat(heard.get(2)).isEqualTo("a.test:80 [10.0.0.3]");

        resolver.watch(name("a.test", 82));
        assertThat(heard.get(4)).as("known already").isEqualTo("a.test:82 [10.0.0.3]");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void reportsAnUnknownNameAndAsksAgainSooner() throws Exception {
        resolver.watch(name("b.test", 80));
        awaitHeard(1);
        assertThat(heard).containsExactly("b.test:80 cannot resolve b.test: unknown host");
        records.put("b.test", List.of(ip(1)));
        advance(5);
        awaitHeard(2);
        assertThat(heard.get(1)).isEqualTo("b.test:80 [10.0.0.1]");
    }

    @Test
    void letsAHangingNameDelayNobodyElse() throws Exception {
        records.put("a.test", List.of(ip(1)));
        records.put("hangs.test", List.of(ip(2)));
        resolver.watch(name("hangs.test", 80));
        resolver.watch(name("a.test", 80));
        awaitHeard(1);
        assertThat(heard).containsExactly("a.test:80 [10.0.0.1]");
        advance(5);
        assertThat(heard.get(1)).isEqualTo("hangs.test:80 cannot resolve hangs.test: no answer for 5s");
        hanging.countDown();
        awaitHeard(3);
        assertThat(heard.get(2)).as("late, but good").isEqualTo("hangs.test:80 [10.0.0.2]");
    }

    @Test
    void saysSoWhenAllThreadsHang() throws Exception {
        records.put("a.test", List.of(ip(1)));
        resolver.watch(name("hangs1.test", 80));
        resolver.watch(name("hangs2.test", 80));
        resolver.watch(name("a.test", 80));
        await().untilAtomic(lookups, org.hamcrest.Matchers.equalTo(2));
        advance(5);
        assertThat(heard).contains("a.test:80 cannot resolve a.test: all resolver threads busy for 5s");
        hanging.countDown();
        await().untilAsserted(() -> {
            channel.runPendingTasks();
            assertThat(heard).contains("a.test:80 [10.0.0.1]");
        });
    }

    @Test
    void forgetsANameThatNobodyWatches() throws Exception {
        records.put("a.test", List.of(ip(1)));
        resolver.watch(name("a.test", 80));
        resolver.watch(name("a.test", 81));
        awaitHeard(2);
        resolver.unwatch(name("a.test", 80));
        advance(30);
        awaitHeard(3);
        assertThat(heard.get(2)).startsWith("a.test:81 ");
        resolver.unwatch(name("a.test", 81));
        advance(120);
        assertThat(heard).hasSize(3);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void prefersTheAddressInUseWhileItIsStillThere() throws Exception {
        assertThat(Resolver.choose(List.of(ip(1), ip(2)), null)).isEqualTo(ip(1));
        assertThat(Resolver.choose(List.of(ip(1), ip(2)), ip(2))).isEqualTo(ip(2));
        assertThat(Resolver.choose(List.of(ip(1), ip(2)), ip(3))).isEqualTo(ip(1));
    }

    @Test
    void resolvesThroughTheJdkWithShortCaching() {
        List<String> real = new ArrayList<>();
        Resolver.Listener recording = new Resolver.Listener() {
            @Override
            public void resolved(HostPort name, List<InetAddress> addresses) {
                real.add(name.host() + " " + addresses.get(0).isLoopbackAddress());
            }

            @Override
            public void unresolved(HostPort name, String reason) {
                real.add(reason);
            }
        };
        try (Resolver jdk = new Resolver(channel.eventLoop(), Resolver.EVERY, recording)) {
            jdk.watch(name("localhost", 80));
            await().untilAsserted(() -> {
                channel.runPendingTasks();
                assertThat(real).containsExactly("localhost true");
            });
        }
        assertThat(Security.getProperty("networkaddress.cache.ttl")).isEqualTo("10");
    }
}
