package io.tcplb.pool;

import io.tcplb.backend.Backend;
import io.tcplb.observe.Transition;
import java.util.List;

/**
 * What a new spec changed.
 *
 * @param removed backends that are no longer members; their sessions end as {@code on-remove} says
 * @param added backends that are new and need an address and probes; a changed address removes one and adds another
 */
public record Replacement(List<Transition> transitions, List<Backend> removed, List<Backend> added) {
    public Replacement {
        transitions = List.copyOf(transitions);
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }
}
