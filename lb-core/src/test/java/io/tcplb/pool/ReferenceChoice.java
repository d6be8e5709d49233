package io.tcplb.pool;

import io.tcplb.spec.FailoverSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who of the eligible serves, in plain lists. */
final class ReferenceChoice {
    private final Reference reference;

    ReferenceChoice(Reference reference) {
        this.reference = reference;
    }

    /** Rules 2 and 3 and zones. */
    Set<String> serve(Set<String> eligible) {
        List<String> usable = new ArrayList<>(eligible);
        usable.removeIf(id -> reference.all.get(id).effective() == 0);
        if (usable.isEmpty()) {
            usable.addAll(eligible);
        }
        usable.sort(Comparator.comparing((String id) -> reference.all.get(id).tier)
                .thenComparing(id -> reference.all.get(id).order));
        int primary = reference.primaryTier();
        List<String> chosen = reference.specs.mode == FailoverSpec.Mode.TIERS ? tier(usable) : spares(usable, primary);
        List<String> local = new ArrayList<>(chosen);
        local.removeIf(id -> !reference.all.get(id).zone.equals(reference.localZone));
        boolean prefer =
                reference.specs.zonePolicy == FailoverSpec.ZonePolicy.PREFER_LOCAL && !reference.localZone.isEmpty();
        return new HashSet<>(prefer && local.size() >= reference.specs.zoneMinHealthy ? local : chosen);
    }

    private List<String> tier(List<String> usable) {
        for (boolean quorum : new boolean[] {true, false}) {
            for (int tier = 0; tier < Reference.TIERS; tier++) {
                int size = 0;
                for (Reference.One one : reference.all.values()) {
                    size += one.tier == tier ? 1 : 0;
                }
                List<String> here = new ArrayList<>();
                for (String id : usable) {
                    if (reference.all.get(id).tier == tier) {
                        here.add(id);
                    }
                }
                if (size > 0 && here.size() >= (quorum ? reference.specs.minHealthy.neededOf(size) : 1)) {
                    return here;
                }
            }
        }
        return List.of();
    }

    private List<String> spares(List<String> usable, int primary) {
        List<String> chosen = new ArrayList<>();
        int primaries = (int) reference.all.values().stream()
                .filter(one -> one.tier == primary)
                .count();
        int required = reference.specs.required > 0 ? reference.specs.required : primaries;
        for (String id : usable) {
            if (reference.all.get(id).tier == primary || chosen.size() < required) {
                chosen.add(id);
            }
        }
        return chosen;
    }
}
