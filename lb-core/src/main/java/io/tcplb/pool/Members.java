package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.failover.Roster;
import io.tcplb.observe.Transition.Kind;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.PoolSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a pool, in configuration order and by rank. Confined to the control loop. */
final class Members {
    private List<Member> configured = List.of();
    private Member[] ranked = new Member[0];
    private Map<String, Member> byId = Map.of();
    private Roster roster;

    Members(PoolSpec spec, String localZone, long nowNanos) {
        roster = Roster.of(Roster.rank(spec.backends()), spec.failover(), localZone);
        replace(spec, localZone, nowNanos);
    }

    /** Takes on the spec's backends; those with the same id and address stay who they are. */
    void replace(PoolSpec spec, String localZone, long nowNanos) {
        Map<String, Member> next = new HashMap<>();
        List<Member> inOrder = new ArrayList<>(spec.backends().size());
        for (BackendSpec backend : spec.backends()) {
            Member member = byId.get(backend.id());
            if (member == null || !member.spec.address().equals(backend.address())) {
                member = new Member(spec.name(), backend, spec, nowNanos);
            } else {
                member.spec = backend;
                member.backend.maxConnections(backend.maxConnections());
            }
            next.put(backend.id(), member);
            inOrder.add(member);
        }
        configured = List.copyOf(inOrder);
        byId = next;
        rank(spec, localZone);
    }

    /** Returns those of {@code before} that are no members any more. */
    List<Backend> leftSince(List<Member> before, Story story) {
        List<Backend> left = new ArrayList<>();
        for (Member member : before) {
            if (byId.get(member.backend.id()) != member) {
                left.add(member.backend);
                story.add(Kind.MEMBERSHIP, member, "member", "removed", "reload");
            }
        }
        return left;
    }

    /** Returns the members that are not in {@code before}. */
    List<Backend> joinedSince(List<Member> before, Story story) {
        Set<Member> known = Set.copyOf(before);
        List<Backend> joined = new ArrayList<>();
        for (Member member : configured) {
            if (!known.contains(member)) {
                joined.add(member.backend);
                story.add(Kind.MEMBERSHIP, member, "", "added", "reload");
            }
        }
        return joined;
    }

    private void rank(PoolSpec spec, String localZone) {
        List<BackendSpec> specs = Roster.rank(spec.backends());
        ranked = new Member[specs.size()];
        for (int rank = 0; rank < ranked.length; rank++) {
            Member member = require(specs.get(rank).id());
            member.rank = rank;
            ranked[rank] = member;
        }
        roster = Roster.of(specs, spec.failover(), localZone);
    }

    List<Member> configured() {
        return configured;
    }

    Member ranked(int rank) {
        return ranked[rank];
    }

    int size() {
        return ranked.length;
    }

    Roster roster() {
        return roster;
    }

    @Nullable
    Member get(String id) {
        return byId.get(id);
    }

    Member require(String id) {
        Member member = byId.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no backend has the id " + id);
        }
        return member;
    }

    /** Returns the member that this backend belongs to now; {@code null} when it has left or was replaced. */
    @Nullable
    Member find(Backend backend) {
        Member member = byId.get(backend.id());
        return member != null && member.backend == backend ? member : null;
    }
}
