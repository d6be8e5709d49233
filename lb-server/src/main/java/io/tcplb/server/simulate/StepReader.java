package io.tcplb.server.simulate;

import io.tcplb.server.config.Section;
import io.tcplb.server.config.Values;
import io.tcplb.simulate.Act;
import io.tcplb.simulate.Scenario.Step;
import io.tcplb.simulate.ServerState;
import io.tcplb.spec.AdminState;
import io.tcplb.spec.BackendSpec;
import io.tcplb.spec.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one event of a scenario, which may come to several steps: {@code for} ends it, {@code flap} repeats it. */
final class StepReader {
    /** What may happen, and the keys that say more about it. */
    private static final Map<String, Set<String>> VERBS = verbs();

    private static final List<String> DETAILS = List.of("by", "every", "times", "to", "for", "force");
    private static final int MOST_FLAPS = 10_000;

    private record Target(String pool, String backend) {
        @Override
        public String toString() {
            return pool + "/" + backend;
        }
    }

    private final Section in;
    private final List<PoolSpec> all;
    private final List<PoolSpec> rehearsed;
    private final List<Step> steps = new ArrayList<>();

    StepReader(Section in, List<PoolSpec> all, List<PoolSpec> rehearsed) {
        this.in = in;
        this.all = all;
        this.rehearsed = rehearsed;
    }

    private static Map<String, Set<String>> verbs() {
        Map<String, Set<String>> verbs = new LinkedHashMap<>();
        Stream.of("down", "hang", "unreachable", "zone-down", "drain", "maint")
                .forEach(verb -> verbs.put(verb, Set.of("for")));
        Stream.of("up", "zone-up", "ready", "failback", "return", "remove").forEach(verb -> verbs.put(verb, Set.of()));
        verbs.put("slow", Set.of("by", "for"));
        verbs.put("flap", Set.of("every", "times"));
        verbs.put("weight", Set.of("to"));
        verbs.put("evacuate", Set.of("for", "force"));
        return verbs;
    }

    /** Returns the steps, none when something is wrong. */
    List<Step> read() {
        Duration at = in.require("at", Values::duration, "when it happens, such as 10s");
        List<String> found = VERBS.keySet().stream().filter(in::has).toList();
        if (found.size() != 1) {
            in.problemHere(
                    found.isEmpty() ? "nothing happens" : String.join(" and ", found),
                    "exactly one of " + String.join(", ", VERBS.keySet()));
            return List.of();
        }
        String verb = found.get(0);
        for (String detail : DETAILS) {
            if (in.has(detail) && !Objects.requireNonNull(VERBS.get(verb)).contains(detail)) {
                in.problem(detail, "nothing: it does not go with " + verb);
            }
        }
        if (at != null) {
            read(verb, at);
        }
        return steps;
    }

    private void read(String verb, Duration at) {
        switch (verb) {
            case "up", "down", "hang", "unreachable", "slow" -> server(verb, at);
            case "flap" -> flap(at);
            case "zone-down", "zone-up" -> zone(verb, at);
            case "ready", "drain", "maint" -> admin(verb, at);
            case "weight" -> weight(at);
            case "failback" -> failback(at);
            case "evacuate", "return" -> evacuate(verb, at);
            case "remove" -> {
                Target target = target(verb);
                if (target != null) {
                    add(at, "remove " + target, target.pool(), new Act.Remove(target.pool(), target.backend()));
                }
            }
            default -> throw new IllegalStateException(verb);
        }
    }

    private void server(String verb, Duration at) {
        Target target = target(verb);
        Duration by = verb.equals("slow") ? in.require("by", Values::duration, "how long an answer takes") : null;
        ServerState state = switch (verb) {
            case "up" -> ServerState.UP;
            case "down" -> ServerState.DOWN;
            case "hang" -> ServerState.HANG;
            case "unreachable" -> ServerState.UNREACHABLE;
            default -> ServerState.slow(by == null ? Duration.ZERO : by);
        };
        if (target == null) {
            return;
        }
        behaves(at, verb + " " + target + (by == null ? "" : " by " + by.toMillis() + "ms"), target, state);
        Duration length = length();
        if (!length.isZero()) {
            behaves(at.plus(length), "up " + target, target, ServerState.UP);
        }
    }

    private void behaves(Duration at, String words, Target target, ServerState state) {
        add(at, words, target.pool(), new Act.Server(target.pool(), target.backend(), state));
    }

    private void flap(Duration at) {
        Target target = target("flap");
        Duration every = in.require("every", StepReader::positive, "the time from one failure to the next");
        Integer times = in.require("times", StepReader::flaps, "how often it fails");
        if (target == null || every == null || times == null) {
            return;
        }
        for (int i = 0; i < times; i++) {
            Duration fails = at.plus(every.multipliedBy(i));
            behaves(fails, "down " + target + " (" + (i + 1) + " of " + times + ")", target, ServerState.DOWN);
            behaves(fails.plus(every.dividedBy(2)), "up " + target, target, ServerState.UP);
        }
    }

    private void zone(String verb, Duration at) {
        String zone = in.require(verb, oneOf(zones()), "a zone");
        if (zone == null) {
            return;
        }
        boolean up = verb.equals("zone-up");
        steps.add(new Step(at, verb + " " + zone, zoneIs(zone, up ? ServerState.UP : ServerState.UNREACHABLE)));
        if (!length().isZero()) {
            steps.add(new Step(at.plus(length()), "zone-up " + zone, zoneIs(zone, ServerState.UP)));
        }
    }

    private List<Act> zoneIs(String zone, ServerState state) {
        List<Act> acts = new ArrayList<>();
        for (PoolSpec pool : rehearsed) {
            for (BackendSpec backend : pool.backends()) {
                if (backend.zone().equals(zone)) {
                    acts.add(new Act.Server(pool.name(), backend.id(), state));
                }
            }
        }
        return acts;
    }

    private void admin(String verb, Duration at) {
        Target target = target(verb);
        if (target != null) {
            AdminState state = Values.choice(AdminState.class, verb);
            String words = "lb backend " + verb + " " + target + suffix();
            add(at, words, target.pool(), new Act.Admin(target.pool(), target.backend(), state, length()));
        }
    }

    private void weight(Duration at) {
        Target target = target("weight");
        Integer to = in.require("to", StepReader::weight, "the new weight");
        if (target != null && to != null) {
            String words = "lb backend weight " + target + " " + to;
            add(at, words, target.pool(), new Act.Weight(target.pool(), target.backend(), to));
        }
    }

    private void failback(Duration at) {
        String pool = in.require("failback", oneOf(all.stream().map(PoolSpec::name)), "a pool");
        if (pool != null) {
            add(at, "lb failback " + pool, pool, new Act.Failback(pool));
        }
    }

    private void evacuate(String verb, Duration at) {
        String zone = in.require(verb, oneOf(zones()), "a zone");
        if (zone == null) {
            return;
        }
        Act act = verb.equals("return") ? new Act.Return(zone) : new Act.Evacuate(zone, length(), in.flag("force"));
        steps.add(new Step(at, "lb zone " + verb + " " + zone + suffix(), List.of(act)));
    }

    /** Adds a step, unless its pool does not take part. */
    private void add(Duration at, String words, String pool, Act act) {
        if (rehearsed.stream().anyMatch(spec -> spec.name().equals(pool))) {
            steps.add(new Step(at, words, List.of(act)));
        }
    }

    private Duration length() {
        return in.duration("for");
    }

    private String suffix() {
        return length().isZero() ? "" : " --for " + length().toSeconds() + "s";
    }

    private Stream<String> zones() {
        return all.stream()
                .flatMap(pool -> pool.backends().stream())
                .map(BackendSpec::zone)
                .filter(zone -> !zone.isEmpty());
    }

    private @Nullable Target target(String verb) {
        List<Target> targets = all.stream()
                .flatMap(pool -> pool.backends().stream().map(backend -> new Target(pool.name(), backend.id())))
                .toList();
        String name = in.require(verb, oneOf(targets.stream().map(Target::toString)), "a backend: POOL/ID");
        return targets.stream()
                .filter(target -> target.toString().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Function<String, String> oneOf(Stream<String> allowed) {
        List<String> names = allowed.distinct().toList();
        return text -> {
            if (!names.contains(text)) {
                throw Values.refused(text, names.isEmpty() ? "none: there are none" : Values.oneOf(text, names));
            }
            return text;
        };
    }

    private static Duration positive(String text) {
        Duration value = Values.duration(text);
        if (value.isZero()) {
            throw Values.refused(text, "> 0");
        }
        return value;
    }

    private static Integer flaps(String text) {
        int value = Values.integer(text);
        if (value < 1 || value > MOST_FLAPS) {
            throw Values.refused(text, "1.." + MOST_FLAPS);
        }
        return value;
    }

    private static Integer weight(String text) {
        int value = Values.integer(text);
        if (value < 0 || value > BackendSpec.MAX_WEIGHT) {
            throw Values.refused(text, "0.." + BackendSpec.MAX_WEIGHT);
        }
        return value;
    }
}
