package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.balance.Tried;
import io.tcplb.observe.Transition;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.FailoverSpec;
import io.tcplb.testkit.Specs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Holds a pool against the reference and the failover rules after every event. */
final class Judge {
    private final Pool pool;
    private final Reference reference;
    private final SplittableRandom random;
    private final Map<String, String> healthTold = new HashMap<>();
    private final List<Backend> taken = new ArrayList<>();
    private PoolSnapshot before;

    Judge(Pool pool, Reference reference, SplittableRandom random) {
        this.pool = pool;
        this.reference = reference;
        this.random = random;
        this.before = pool.snapshot();
    }

    /** A backend that has been replaced starts its story anew. */
    void replaced(String id) {
        healthTold.remove(id);
    }

    void settled(Specs specs, List<Transition> transitions, long now) {
        reference.trust(now);
        PoolSnapshot after = pool.snapshot();
        expect(after == before || after.version() == before.version() + 1, true, "versions grow by one");
        expect(after.members().size(), reference.all.size(), "members");
        Set<String> eligible = new HashSet<>();
        Set<String> serving = new HashSet<>();
        for (MemberView view : after.members()) {
            String id = view.spec().id();
            check(view, reference.all.get(id));
            if (view.eligible()) {
                eligible.add(id);
            }
            if (view.serving()) {
                serving.add(id);
            }
        }
        checkFailback(eligible, serving);
        checkServing(specs, after, eligible, serving, now);
        checkPicks(after);
        checkStory(transitions, after);
        reference.eligible = eligible;
        reference.serving = serving;
        reference.failOpen = after.state() == PoolSnapshot.State.FAIL_OPEN;
        before = after;
    }

    private void check(MemberView view, Reference.One one) {
        String id = view.spec().id();
        String health = one.resolved ? one.health : one.unresolvable ? "down" : "checking";
        expect(view.health(), health, "health of ", id);
        expect(view.ejected(), one.ejected, "ejection of ", id);
        expect(view.admin(), one.admin, "admin of ", id);
        expect(view.weight(), one.effective(), "weight of ", id);
        expect(view.reason().isEmpty(), view.serving(), "a reason exactly where ", id, " does not serve");
    }

    /** Rule 5, judged: nobody waits without need, and nobody who has to prove himself relieves a standby. */
    private void checkFailback(Set<String> eligible, Set<String> serving) {
        Set<String> served = reference.failOpen ? Set.of() : reference.serving;
        for (String id : reference.all.keySet()) {
            boolean fit = reference.fit(id);
            boolean proving = reference.all.get(id).proving;
            if (!fit || !proving || served.contains(id)) {
                expect(eligible.contains(id), fit, "rule 1: eligible ", id);
            } else if (!eligible.contains(id)) {
                Set<String> more = new HashSet<>(eligible);
                more.add(id);
                expect(relieves(reference.serve(eligible), reference.serve(more)), true, id, " waits for a reason");
            }
        }
        for (String id : serving) {
            Reference.One one = reference.all.get(id);
            if (one.proving && !served.contains(id) && eligible.contains(id)) {
                Set<String> without = new HashSet<>(eligible);
                without.remove(id);
                Set<String> others = reference.serve(without);
                others.retainAll(served);
                expect(relieves(others, serving), false, "rule 5: ", id, " must not relieve a standby yet");
            }
        }
    }

    private boolean relieves(Set<String> before, Set<String> after) {
        return before.stream()
                .anyMatch(id -> !after.contains(id) && reference.all.get(id).effective() > 0);
    }

    private void checkServing(Specs specs, PoolSnapshot after, Set<String> eligible, Set<String> serving, long now) {
        Set<String> unknown = reference.unknown(now);
        Set<String> expected = reference.serve(eligible);
        reference.starting &= !unknown.isEmpty();
        if (reference.starting) {
            Set<String> hoped = new HashSet<>(eligible);
            hoped.addAll(unknown);
            Set<String> then = reference.serve(hoped);
            Set<String> served = reference.failOpen ? Set.of() : reference.serving;
            expected.removeIf(id -> !then.contains(id) && !served.contains(id));
        }
        PoolSnapshot.State state = after.state();
        if (!expected.isEmpty() || !unknown.isEmpty()) {
            expect(serving, expected, "rules 2 and 3: serving");
            expect(state == PoolSnapshot.State.CHECKING, expected.isEmpty(), "rule 4: checking");
            expect(state == PoolSnapshot.State.DOWN || state == PoolSnapshot.State.FAIL_OPEN, false, "rule 4");
        } else {
            checkNobodyEligible(specs, after, serving);
        }
        if (state == PoolSnapshot.State.OK || state == PoolSnapshot.State.DEGRADED) {
            int primary =
                    reference.all.values().stream().mapToInt(o -> o.tier).min().orElseThrow();
            boolean ok = serving.stream().allMatch(id -> reference.all.get(id).tier == primary)
                    && reference.all.entrySet().stream()
                            .allMatch(e -> e.getValue().tier != primary || eligible.contains(e.getKey()));
            expect(state == PoolSnapshot.State.OK, ok, "ok");
            if (specs.mode == FailoverSpec.Mode.SPARES
                    && specs.zonePolicy == FailoverSpec.ZonePolicy.ANY
                    && !reference.starting) {
                checkSpares(specs, eligible, serving, primary);
            }
        }
    }

    private void checkNobodyEligible(Specs specs, PoolSnapshot after, Set<String> serving) {
        Set<String> ready = new HashSet<>();
        reference.all.forEach((id, one) -> {
            if (one.admin == AdminState.READY && one.resolved) {
                ready.add(id);
            }
        });
        boolean open = specs.allDown == FailoverSpec.AllDown.FAIL_OPEN && !ready.isEmpty();
        if (ready.stream().anyMatch(id -> reference.all.get(id).effective() > 0)) {
            ready.removeIf(id -> reference.all.get(id).effective() == 0);
        }
        expect(after.state(), open ? PoolSnapshot.State.FAIL_OPEN : PoolSnapshot.State.DOWN, "rule 4");
        expect(serving, open ? ready : Set.of(), "rule 4: fail-open");
    }

    /** Rule 3 in its own words: one standby for each missing primary, as long as there are any. */
    private void checkSpares(Specs specs, Set<String> eligible, Set<String> serving, int primary) {
        Set<String> usable = new HashSet<>(eligible);
        usable.removeIf(id -> reference.all.get(id).effective() == 0);
        if (usable.isEmpty()) {
            return;
        }
        long primaries = usable.stream()
                .filter(id -> reference.all.get(id).tier == primary)
                .count();
        long all = reference.all.values().stream()
                .filter(one -> one.tier == primary)
                .count();
        long missing = Math.max(0, (specs.required > 0 ? specs.required : all) - primaries);
        long spares = serving.stream()
                .filter(id -> reference.all.get(id).tier != primary)
                .count();
        expect(spares, Math.min(missing, usable.size() - primaries), "rule 3: one spare for each missing primary");
    }

    /** Capacity and the order of picking: serving first, then eligible standbys, and nobody beyond its limit. */
    private void checkPicks(PoolSnapshot after) {
        if (random.nextInt(8) > 0) {
            return;
        }
        if (random.nextInt(4) == 0) {
            taken.forEach(Backend::release);
            taken.clear();
        }
        Tried tried = new Tried();
        for (int i = random.nextInt(4); i > 0; i--) {
            Map<Backend, MemberView> free = new HashMap<>();
            for (MemberView view : after.members()) {
                if (view.backend().hasRoom() && !tried.contains(view.backend())) {
                    free.put(view.backend(), view);
                }
            }
            Backend picked = after.pick(random.nextLong(), tried);
            boolean servingFree = free.values().stream().anyMatch(MemberView::serving);
            boolean standbyFree = free.values().stream().anyMatch(view -> view.eligible() && view.weight() > 0);
            expect(picked != null, servingFree || standbyFree, "somebody is picked");
            if (picked != null) {
                MemberView view = free.get(picked);
                boolean trickled = picked == after.trickle().standby();
                expect(view != null && (view.serving() || view.eligible()), true, "picked ", picked, " is free");
                expect(trickled || view.serving() == servingFree, true, "serving ones come first");
                int max = picked.hasRoom()
                        ? 0
                        : Objects.requireNonNull(view).spec().maxConnections();
                expect(max == 0 || picked.active() == max, true, "capacity of ", picked);
                taken.add(picked);
                tried.add(picked);
            }
        }
        for (MemberView view : after.members()) {
            long slots =
                    taken.stream().filter(backend -> backend == view.backend()).count();
            expect((long) view.backend().active(), slots, "slots");
        }
    }

    private void checkStory(List<Transition> transitions, PoolSnapshot after) {
        for (Transition told : transitions) {
            expect(told.from().equals(told.to()), false, "a transition changes something: ", told);
            expect(told.cause().isEmpty(), false, "a transition has a cause: ", told);
            if (told.kind() == Transition.Kind.HEALTH) {
                String last = healthTold.put(told.backend(), told.to());
                expect(last == null || !last.equals(told.to()), true, "health alternates: ", told);
            }
            if (told.kind() == Transition.Kind.TIER) {
                String to = told.to();
                boolean serves = to.startsWith("tier ");
                int tier = serves ? Integer.parseInt(to.substring(5)) : -1;
                expect(serves ? tier : -1, to.equals("fail-open") ? -1 : after.activeTier(), "tier told");
            }
        }
    }

    static void expect(Object actual, Object expected, Object... what) {
        if (!actual.equals(expected)) {
            String words = join(Arrays.asList(what));
            throw new AssertionError(words + ": expected " + expected + " but was " + actual);
        }
    }

    static String join(List<Object> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining());
    }
}
