package io.tcplb.pool;

import io.tcplb.health.Suspicion;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.FailbackSpec;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HostPort;
import io.tcplb.spec.PassiveSpec;
import io.tcplb.testkit.Specs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The failover rules once more, told as naively as possible: plain fields, lists of ids, whole histories, no sharing with
 * the engine. Whole seconds only. Who waits for failback is not computed here but judged, see {@link PoolModelTest}.
 */
final class Reference {
    static final int TIERS = 3;
    private static final int PATIENCE = 3; // health-check.timeout of Specs and two seconds for a busy start

    static final class One {
        HostPort address;
        int tier;
        int weight;
        String zone;
        int order;
        long added;
        boolean resolved;
        boolean unresolvable;
        String health = "";
        String results = ""; // of probes since health flipped
        boolean suspected;
        boolean ejected;
        long ejectedUntil;
        long ejectionEnded;
        int ejections; // remembered
        boolean passivelyDown;
        boolean gone;
        boolean proving;
        long stableSince;
        int downs; // remembered
        AdminState admin = AdminState.READY;
        long adminUntil = Long.MAX_VALUE;
        int weightOverride = -1;

        int effective() {
            return weightOverride >= 0 ? weightOverride : weight;
        }
    }

    final Map<String, One> all = new LinkedHashMap<>();
    final Map<String, Long> evacuated = new HashMap<>();
    final String localZone;
    Specs specs;
    Set<String> serving = new HashSet<>();
    Set<String> eligible = new HashSet<>();
    boolean failOpen;
    boolean starting = true;
    boolean frozen;

    Reference(Specs specs, String localZone, long now) {
        this.localZone = localZone;
        this.specs = specs;
        reload(specs, now);
    }

    void reload(Specs next, long now) {
        specs = next;
        Map<String, One> before = new HashMap<>(all);
        all.clear();
        for (BackendSpec spec : next.backends) {
            One one = before.get(spec.id());
            if (one == null || !one.address.equals(spec.address())) {
                one = new One();
                one.added = now;
                one.health = next.check == HealthSpec.Type.NONE
                        ? "up"
                        : next.initial.name().toLowerCase(Locale.ROOT);
                serving.remove(spec.id());
            }
            one.address = spec.address();
            one.tier = spec.tier();
            one.weight = spec.weight();
            one.zone = spec.zone();
            one.order = all.size();
            all.put(spec.id(), one);
        }
        serving.retainAll(all.keySet());
        if (next.check == HealthSpec.Type.NONE) {
            for (One one : all.values()) {
                one.suspected = false;
                flip(one, "up", now);
            }
        }
    }

    void probe(String id, boolean passed, long now) {
        One one = all.get(id);
        if (frozen || specs.check == HealthSpec.Type.NONE) {
            return;
        }
        if (one.suspected) {
            one.suspected = false;
            if (!passed && mayTakeOut(id)) {
                if (specs.action == PassiveSpec.Action.EJECT) {
                    eject(one, now);
                } else {
                    flip(one, "down", now);
                    one.passivelyDown = true;
                }
            }
        }
        one.results += passed ? "+" : "-";
        int rise = one.health.equals("checking") ? 1 : specs.rise;
        if (!one.health.equals("up") && one.results.endsWith("+".repeat(rise))) {
            flip(one, "up", now);
        } else if (!one.health.equals("down") && one.results.endsWith("-".repeat(specs.fall))) {
            flip(one, "down", now);
        }
        if (!passed && one.proving) {
            one.stableSince = now;
        }
    }

    void suspect(String id, Suspicion suspicion, long now) {
        One one = all.get(id);
        if (frozen
                || specs.action == PassiveSpec.Action.OFF
                || !one.health.equals("up")
                || one.ejected
                || one.suspected) {
            return;
        }
        boolean blind = specs.action == PassiveSpec.Action.EJECT && suspicion == Suspicion.SILENCE;
        if (specs.check == HealthSpec.Type.NONE || blind) {
            if (mayTakeOut(id)) {
                eject(one, now);
            }
        } else {
            one.suspected = true;
        }
    }

    boolean mayTakeOut(String id) {
        long out =
                all.values().stream().filter(o -> o.ejected || o.passivelyDown).count();
        long limit = Math.max(1, (long) (all.size() * specs.maxEjected.percent() / 100));
        boolean another = eligible.stream().anyMatch(other -> !other.equals(id));
        return specs.maxEjected.percent() > 0 && out < limit && another;
    }

    private void eject(One one, long now) {
        one.suspected = false;
        one.ejected = true;
        long max = specs.maxEjectFor.toSeconds();
        long base = specs.ejectFor.toSeconds();
        one.ejections = oneMore(forget(one.ejections, now - one.ejectionEnded, max), base, max);
        one.ejectedUntil = now + length(one.ejections, base, max);
        leave(one, now);
    }

    private void flip(One one, String to, long now) {
        if (one.health.equals(to)) {
            return;
        }
        one.health = to;
        one.results = "";
        if (to.equals("down")) {
            one.suspected = false;
            leave(one, now);
        } else {
            one.passivelyDown = false;
            comeBack(one, now);
        }
    }

    private void leave(One one, long now) {
        if (!one.gone) {
            one.gone = true;
            one.proving = false;
            long max = specs.maxPenalty.toSeconds();
            one.downs = oneMore(forget(one.downs, now - one.stableSince, max), specs.stableFor.toSeconds(), max);
        }
    }

    private void comeBack(One one, long now) {
        if (one.gone && one.health.equals("up") && !one.ejected) {
            one.gone = false;
            one.proving = true;
            one.stableSince = now;
        }
    }

    private static int forget(int times, long quiet, long max) {
        int left = times;
        for (long rest = quiet; rest >= max && left > 0; rest -= max) {
            left--;
        }
        return left;
    }

    /** What comes after the cap is not counted. */
    private static int oneMore(int times, long base, long max) {
        return length(times, base, max) == max && times > 0 ? times : times + 1;
    }

    private static long length(int times, long base, long max) {
        long length = base;
        for (int i = 1; i < times; i++) {
            length = Math.min(max, 2 * length);
        }
        return length;
    }

    /** What has fallen due by {@code now}. */
    void pass(long now) {
        for (One one : all.values()) {
            if (one.adminUntil <= now) {
                one.admin = AdminState.READY;
                one.adminUntil = Long.MAX_VALUE;
            }
            if (!frozen && one.ejected && one.ejectedUntil <= now) {
                one.ejected = false;
                one.ejectionEnded = now;
                comeBack(one, now);
            }
        }
        evacuated.values().removeIf(until -> until <= now);
        trust(now);
    }

    void trust(long now) {
        for (Map.Entry<String, One> entry : all.entrySet()) {
            One one = entry.getValue();
            boolean may = specs.failback == FailbackSpec.Mode.AUTO || serving.contains(entry.getKey());
            if (!frozen && one.proving && may && now - one.stableSince >= wait(one)) {
                one.proving = false;
            }
        }
    }

    long wait(One one) {
        return length(one.downs, specs.stableFor.toSeconds(), specs.maxPenalty.toSeconds());
    }

    /** Rule 1 without the wait for failback. */
    boolean fit(String id) {
        One one = all.get(id);
        return one.health.equals("up") && wanted(one) && one.resolved && !one.ejected;
    }

    private boolean wanted(One one) {
        return one.admin == AdminState.READY && !evacuated.containsKey(one.zone);
    }

    /** Rule 4: whose first probe is out. */
    Set<String> unknown(long now) {
        Set<String> unknown = new HashSet<>();
        all.forEach((id, one) -> {
            boolean unanswered =
                    one.resolved ? one.health.equals("checking") && one.results.isEmpty() : !one.unresolvable;
            if (wanted(one) && unanswered && now - one.added < PATIENCE) {
                unknown.add(id);
            }
        });
        return unknown;
    }

    /** Rules 2 and 3 and zones. */
    Set<String> serve(Set<String> eligible) {
        return new ReferenceChoice(this).serve(eligible);
    }

    int primaryTier() {
        int lowest = TIERS;
        for (One one : all.values()) {
            lowest = Math.min(lowest, one.tier);
        }
        return lowest;
    }
}
