package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.health.ProbeResult;
import io.tcplb.health.Suspicion;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;
import io.tcplb.testkit.Specs;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long random sequences of everything that can happen to a pool, each step checked against {@link Reference} and against
 * the failover rules as invariants. A failure names its seed and what happened up to it.
 */
class PoolModelTest {
    private static final int SEQUENCES = Integer.getInteger("lb.model.sequences", 100_000);
    private static final int STEPS = 24;
    private static final long SECOND = 1_000_000_000L;

    /** In tenths, each with a time limit of its own: a loaded machine is no failure. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void keepsTheFailoverRules(int tenth) {
        LongStream.range(0, SEQUENCES / 10).parallel().forEach(n -> new Run(n * 10 + tenth).play());
    }

    /** One sequence of events. */
    private static final class Run {
        private final long seed;
        private final SplittableRandom random;
        private final List<Object> history = new ArrayList<>();
        private final Pool pool;
        private final Reference reference;
        private final long origin;
        private final Dice dice;
        private final Judge judge;
        private Specs specs;
        private long now; // seconds

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.origin = random.nextLong(); // a clock that may be negative and may wrap
            this.dice = new Dice(random);
            this.specs = dice.policies();
            specs.backends = dice.backends(List.of());
            String zone = Dice.ZONES[random.nextInt(3)];
            this.pool = new Pool(specs.pool(), zone, seed, nanos());
            this.reference = new Reference(specs, zone, now);
            this.judge = new Judge(pool, reference, random);
            for (MemberView member : pool.snapshot().members()) {
                if (random.nextInt(10) > 0) {
                    resolve(member.spec().id(), member.backend());
                }
            }
        }

        void play() {
            try {
                for (int step = 0; step < STEPS; step++) {
                    event();
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " after" + Judge.join(history) + ": " + e.getMessage(), e);
            }
        }

        // ---- what happens

        private void event() {
            List<String> ids = new ArrayList<>(reference.all.keySet());
            String id = ids.get(random.nextInt(ids.size()));
            Backend backend = Objects.requireNonNull(pool.backend(id));
            int roll = random.nextInt(100);
            if (roll < 20) {
                burst(id, backend);
            } else if (roll < 42) {
                probe(id, backend, random.nextInt(3) > 0);
            } else if (roll < 54) {
                suspect(id, backend);
            } else if (roll < 76) {
                passTime(1 + random.nextInt(random.nextInt(4) == 0 ? 90 : 12));
            } else if (roll < 82) {
                order(id);
            } else if (roll < 86) {
                resolve(id, backend);
            } else if (roll < 88) {
                unresolve(id, backend);
            } else if (roll < 92) {
                evacuateOrReturn();
            } else if (roll < 94) {
                reload();
            } else if (roll < 96) {
                note("failback");
                reference.trust(now);
                reference.all.values().forEach(one -> one.proving = false);
                settled(pool.failback("admin", nanos()));
            } else {
                reference.frozen = !reference.frozen;
                note("frozen=", reference.frozen);
                settled(pool.freeze(reference.frozen, nanos()));
            }
        }

        private void burst(String id, Backend backend) {
            boolean passed = random.nextBoolean();
            for (int i = random.nextInt(5); i > 0; i--) {
                probe(id, backend, passed);
            }
        }

        private void probe(String id, Backend backend, boolean passed) {
            note(id, (passed ? "+" : "-"));
            reference.probe(id, passed, now);
            settled(pool.probeCompleted(
                    backend, passed ? ProbeResult.passed(1, "ok") : ProbeResult.lost(1, "no"), nanos()));
        }

        private void suspect(String id, Backend backend) {
            Suspicion suspicion = random.nextBoolean() ? Suspicion.CONNECTS : Suspicion.SILENCE;
            note(id, "?", suspicion);
            reference.suspect(id, suspicion, now);
            settled(pool.suspect(backend, suspicion, nanos()));
            Judge.expect(pool.wantsProbeNow(backend), reference.all.get(id).suspected, "suspected ", id);
            if (random.nextBoolean()) {
                probe(id, backend, random.nextBoolean());
            }
        }

        private void passTime(int seconds) {
            note("(", seconds, "s)");
            for (int i = 0; i < seconds; i++) {
                now++;
                reference.pass(now);
                long due = pool.nextDeadlineNanos(nanos());
                if (due != Pool.NEVER && due - nanos() <= 0) {
                    settled(pool.tick(nanos()));
                    long next = pool.nextDeadlineNanos(nanos());
                    if (next != Pool.NEVER && next - nanos() <= 0) {
                        // Whoever began to serve in this very tick may be trusted in the next one, and then no more.
                        settled(pool.tick(nanos()));
                        next = pool.nextDeadlineNanos(nanos());
                    }
                    Judge.expect(next == Pool.NEVER || next - nanos() > 0, true, "nothing is due after a tick");
                } else if (i == seconds - 1) {
                    settled(pool.tick(nanos())); // had a deadline been forgotten, the reference would be ahead now
                }
            }
        }

        private void order(String id) {
            Reference.One one = reference.all.get(id);
            if (random.nextBoolean()) {
                int weight = random.nextInt(3);
                boolean clear = random.nextBoolean();
                note(id, (clear ? " weight back" : " weight " + weight));
                one.weightOverride = clear ? -1 : weight;
                settled(clear ? pool.clearWeight(id, "admin", nanos()) : pool.setWeight(id, weight, "admin", nanos()));
            } else {
                one.admin = AdminState.values()[random.nextInt(3)];
                boolean forever = one.admin == AdminState.READY || random.nextBoolean();
                one.adminUntil = forever ? Long.MAX_VALUE : now + 1 + random.nextInt(20);
                note(id, " ", one.admin, " until ", one.adminUntil);
                long until = forever ? Pool.NEVER : nanos(one.adminUntil);
                settled(pool.setAdmin(id, one.admin, "admin", until, nanos()));
            }
        }

        private void resolve(String id, Backend backend) {
            note(id, " resolves");
            Reference.One one = reference.all.get(id);
            one.resolved = true;
            one.unresolvable = false;
            settled(pool.addressResolved(backend, new InetSocketAddress("10.0.0." + random.nextInt(3), 80), nanos()));
        }

        private void unresolve(String id, Backend backend) {
            note(id, " does not resolve");
            reference.all.get(id).unresolvable = true;
            settled(pool.addressFailed(backend, "no such host", nanos()));
        }

        private void evacuateOrReturn() {
            String zone = Dice.ZONES[1 + random.nextInt(2)];
            if (reference.evacuated.remove(zone) != null) {
                note("return ", zone);
                settled(pool.returnZone(zone, "admin", nanos()));
            } else {
                long until = now + 1 + random.nextInt(30);
                note("evacuate ", zone, " until ", until);
                reference.evacuated.put(zone, until);
                settled(pool.evacuate(zone, "admin", nanos(until), nanos()));
            }
        }

        private void reload() {
            List<BackendSpec> old = specs.backends;
            if (random.nextInt(3) == 0) {
                specs = dice.policies();
            } else {
                specs = Dice.copy(specs);
            }
            specs.backends = dice.backends(old);
            note("reload ", specs.backends);
            Map<String, Backend> was = new HashMap<>();
            old.forEach(spec -> was.put(spec.id(), pool.backend(spec.id())));
            Replacement replacement = pool.replaceSpec(specs.pool(), reference.localZone, nanos());
            Map<String, Reference.One> known = new HashMap<>(reference.all);
            reference.reload(specs, now);
            Set<Backend> added = new HashSet<>();
            for (String id : reference.all.keySet()) {
                boolean kept = reference.all.get(id) == known.get(id);
                Judge.expect(pool.backend(id) == was.get(id), kept, "rule 8: ", id, " is kept");
                if (!kept) {
                    added.add(pool.backend(id));
                    judge.replaced(id);
                }
            }
            Judge.expect(new HashSet<>(replacement.added()), added, "added");
            was.values().removeIf(backend -> pool.backend(backend.id()) == backend);
            Judge.expect(new HashSet<>(replacement.removed()), new HashSet<>(was.values()), "removed");
            settled(replacement.transitions());
        }

        private long nanos() {
            return nanos(now);
        }

        private long nanos(long seconds) {
            return origin + seconds * SECOND;
        }

        private void settled(List<Transition> transitions) {
            judge.settled(specs, transitions, now);
        }

        private void note(Object... what) {
            history.add("; ");
            history.addAll(Arrays.asList(what));
        }
    }
}
