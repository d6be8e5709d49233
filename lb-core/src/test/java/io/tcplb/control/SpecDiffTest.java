package io.tcplb.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.BindAddress;
import io.tcplb.spec.Cidr;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.InvalidSpecException;
import io.tcplb.spec.IsolationGuardSpec;
import io.tcplb.spec.KeepaliveSpec;
import io.tcplb.spec.LbSpec;
import io.tcplb.spec.ListenerSpec;
import io.tcplb.spec.PoolSpec;
import io.tcplb.spec.ProxyAcceptSpec;
import io.tcplb.spec.RouteSpec;
import io.tcplb.spec.RuntimeSpec;
import io.tcplb.testkit.Specs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
    private static final Cidr LOOPBACK = Cidr.of(InetAddress.getLoopbackAddress(), 32);
    private static final PoolSpec POOL =
            Specs.of(Specs.backend("a"), Specs.backend("b")).pool();

    /** Every list has an element, so that there is something to change. */
    private static final ListenerSpec LISTENER = new ListenerSpec(
            "in",
            List.of(new BindAddress.Inet("127.0.0.1", 1)),
            POOL.name(),
            0,
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            new KeepaliveSpec(Duration.ofSeconds(60), Duration.ofSeconds(10), 3),
            Duration.ofSeconds(30),
            0,
            0,
            new AdmissionSpec(0, 0, 0, List.of(LOOPBACK), List.of(LOOPBACK)),
            new ProxyAcceptSpec(false, List.of(LOOPBACK), Duration.ofSeconds(3), 4096),
            List.of(new RouteSpec(List.of("www.example.com"), List.of(), POOL.name())),
            Duration.ofSeconds(5));

    @Test
    void nothingIsSaidOfWhatIsTheSame() {
        assertThat(lines(spec(LISTENER, POOL), spec(LISTENER, POOL))).isEmpty();
    }

    @Test
    void everyChangeOfAListenerIsNamedByOneKey() throws Exception {
        for (Record other : variants(LISTENER, "name")) {
            assertThat(ChangedKeys.of(LISTENER, (ListenerSpec) other))
                    .as("%s", other)
                    .hasSize(1);
        }
    }

    @Test
    void everyChangeOfAPoolIsNamedByOneKey() throws Exception {
        for (Record other : variants(POOL, "name", "backends")) {
            assertThat(ChangedKeys.of(POOL, (PoolSpec) other)).as("%s", other).hasSize(1);
        }
    }

    @Test
    void saysWhichKeysOfWhich() throws Exception {
        ListenerSpec listener = (ListenerSpec) with(
                with(LISTENER, "routes", List.of()),
                "admission",
                new AdmissionSpec(100, 0, 0, List.of(), List.of(LOOPBACK)));
        PoolSpec pool = (PoolSpec)
                with(with(POOL, "slowStart", Duration.ofSeconds(1)), "backends", List.of(Specs.backend("a", 0, 2)));
        assertThat(lines(spec(LISTENER, POOL), spec(listener, pool)))
                .containsExactly(
                        "listener in changed: connection-rate, allow, routes",
                        "backend " + POOL.name() + "/a weight 1 to 2",
                        "backend " + POOL.name() + "/b removed",
                        "pool " + POOL.name() + " changed: slow-start");
    }

    @Test
    void anotherOrderIsAChange() throws Exception {
        PoolSpec pool = (PoolSpec) with(POOL, "backends", List.of(Specs.backend("b"), Specs.backend("a")));
        assertThat(lines(spec(LISTENER, POOL), spec(LISTENER, pool)))
                .containsExactly("pool " + POOL.name() + " changed: order of backends");
    }

    @Test
    void countsTheSessionsOfWhatGoes() throws Exception {
        PoolSpec moved = (PoolSpec) with(POOL, "backends", List.of(moved(Specs.backend("a")), Specs.backend("b")));
        PoolSpec shrunk = (PoolSpec) with(POOL, "backends", List.of(Specs.backend("b")));
        ListenerSpec renamed = (ListenerSpec) with(LISTENER, "name", "other");
        String how = ", on-remove " + POOL.onRemove().mode().name().toLowerCase(Locale.ROOT) + ")";

        Difference shrinking = SpecDiff.between(spec(LISTENER, POOL), spec(renamed, shrunk), LIVE);
        assertThat(shrinking.lines())
                .contains(
                        "listener in removed (7 sessions: they go on)",
                        "backend " + POOL.name() + "/a removed (3 sessions" + how);
        assertThat(shrinking.sessions()).isEqualTo(3);

        Difference moving = SpecDiff.between(spec(LISTENER, POOL), spec(LISTENER, moved), LIVE);
        assertThat(moving.lines()).singleElement().asString().endsWith("(3 sessions" + how);
        assertThat(moving.sessions()).isEqualTo(3);

        PoolSpec elsewhere = (PoolSpec) with(POOL, "name", "elsewhere");
        ListenerSpec there = (ListenerSpec) with(with(LISTENER, "routes", List.of()), "pool", "elsewhere");
        Difference leaving = SpecDiff.between(spec(LISTENER, POOL), spec(there, elsewhere), LIVE);
        assertThat(leaving.lines()).contains("pool " + POOL.name() + " removed (4 sessions" + how);
        assertThat(leaving.sessions()).as("of both backends").isEqualTo(4);
    }

    @Test
    void whatStaysTouchesNoSession() throws Exception {
        PoolSpec heavier = (PoolSpec) with(POOL, "backends", List.of(Specs.backend("a", 0, 2), Specs.backend("b")));
        Difference difference = SpecDiff.between(spec(LISTENER, POOL), spec(LISTENER, heavier), LIVE);
        assertThat(difference.sessions()).isZero();
        assertThat(difference.lines()).containsExactly("backend " + POOL.name() + "/a weight 1 to 2");
    }

    private static final SpecDiff.Live LIVE = new SpecDiff.Live() {
        @Override
        public int ofListener(String name) {
            return name.equals(LISTENER.name()) ? 7 : 0;
        }

        @Override
        public int ofBackend(String pool, String id) {
            return id.equals("a") ? 3 : 1;
        }
    };

    private static BackendSpec moved(BackendSpec backend) throws ReflectiveOperationException {
        return (BackendSpec) with(backend, "address", new HostPort("192.0.2.99", 1));
    }

    private static List<String> lines(LbSpec old, LbSpec next) {
        return SpecDiff.between(old, next, LIVE).lines().stream()
                .map(line -> line.replaceAll(" \\(\\d+ session.*", ""))
                .toList();
    }

    private static LbSpec spec(ListenerSpec listener, PoolSpec pool) {
        return new LbSpec(
                "",
                List.of(listener),
                List.of(pool),
                new IsolationGuardSpec(true, List.of()),
                new RuntimeSpec(0, RuntimeSpec.Transport.AUTO, 512 << 10),
                0,
                Duration.ofSeconds(30));
    }

    /** Returns copies of a record that differ from it in one value, for every value at any depth that allows it. */
    private static List<Record> variants(Record record, String... except) throws ReflectiveOperationException {
        List<Record> variants = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (Arrays.asList(except).contains(component.getName())) {
                continue;
            }
            int before = variants.size();
            for (Object other : others(component.getAccessor().invoke(record))) {
                try {
                    variants.add(with(record, component.getName(), other));
                } catch (InvalidSpecException e) {
                    // One of several tries that is out of range.
                }
            }
            assertThat(variants.size()).as("%s in %s", component, record).isGreaterThan(before);
        }
        return variants;
    }

    private static List<?> others(Object value) throws ReflectiveOperationException {
        if (value instanceof Integer number) {
            return List.of(number + 1, number - 1);
        } else if (value instanceof Double number) {
            return List.of(number + 1, number - 1);
        } else if (value instanceof Boolean flag) {
            return List.of(!flag);
        } else if (value instanceof Duration duration) {
            return List.of(duration.plusSeconds(1));
        } else if (value instanceof String text) {
            return List.of(text + "x", "PUT");
        } else if (value instanceof List<?> list) {
            List<Object> longer = new ArrayList<>(list);
            longer.add(list.get(0));
            return List.of(longer);
        } else if (value instanceof Enum<?> constant) {
            return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
                    .filter(other -> !other.equals(constant))
                    .toList();
        }
        return value instanceof Record record ? variants(record, "share") : List.of();
    }

    private static Record with(Record record, String name, Object value) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            boolean changed = components[i].getName().equals(name);
            values[i] = changed ? value : components[i].getAccessor().invoke(record);
        }
        try {
            return record.getClass().getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSpecException refused) {
                throw refused;
            }
            throw e;
        }
    }
}
