package io.tcplb.probe;

import io.tcplb.health.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A probe whose every outcome the test decides. */
final class ScriptedProbe implements Probe {
    static final ProbeResult PASS = ProbeResult.passed(1, "connected");
    static final ProbeResult FAIL = ProbeResult.failed(1, "connection refused");

    /** All that were ever started, in order. */
    final List<Started> started = new ArrayList<>();

    @Override
    public Running start(Target target, Consumer<Outcome> sink) {
        Started next = new Started(target, sink);
        started.add(next);
        return next;
    }

    Started last() {
        return started.get(started.size() - 1);
    }

    long underWay() {
        return started.stream().filter(one -> !one.over).count();
    }

    static final class Started implements Running {
        final Target target;
        private final Consumer<Outcome> sink;
        boolean cancelled;
        boolean over;

        private Started(Target target, Consumer<Outcome> sink) {
            this.target = target;
            this.sink = sink;
        }

        void end(ProbeResult result) {
            over = true;
            sink.accept(new Outcome.Done(result));
        }

        void cannotRun(String reason) {
            over = true;
            sink.accept(new Outcome.NotRun(reason));
        }

        @Override
        public void cancel() {
            cancelled = true;
            over = true;
        }
    }
}
