package io.tcplb.simulate;

import io.tcplb.observe.Transition;
import java.util.ArrayList;
import java.util.List;

/** Keeps everything. */
final class Recording implements Audience {
    final List<String> lines = new ArrayList<>();
    final List<Second> seconds = new ArrayList<>();
    final List<Transition> transitions = new ArrayList<>();

    @Override
    public void step(long nowNanos, String words) {
        lines.add(nowNanos + " " + words);
    }

    @Override
    public void transition(long nowNanos, Transition transition) {
        transitions.add(transition);
        lines.add(nowNanos + " " + transition);
    }

    @Override
    public void second(Second second) {
        seconds.add(second);
        lines.add(second.toString());
    }
}
