package io.tcplb.server.drill;

import org.jspecify.annotations.Nullable;

/** What must be true before anything is done. */
final class Preconditions {
    private Preconditions() {}

    /** Returns in one line why the drill must not begin; {@code null} when it may. */
    static @Nullable String problem(Plan plan, Reading now) {
        Reading.Server server = now.servers().get(plan.backend());
        if (server == null) {
            return "no backend " + plan.backend() + " in pool " + plan.pool();
        }
        if (!server.admin().equals("ready")) {
            return plan.name() + " is in " + server.admin() + " already; lb backend ready " + plan.name()
                    + " ends that";
        }
        if (plan.force()) {
            return null;
        }
        if (now.isolated()) {
            return "lb suspects its own network and changes no backend's state (--force begins all the same)";
        }
        if (!server.serving()) {
            return plan.name() + " does not serve: " + server.reason() + " (--force begins all the same)";
        }
        boolean others = now.servers().entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(plan.backend())
                        && entry.getValue().canServe());
        return others ? null : "nobody else in pool " + plan.pool() + " would serve (--force begins all the same)";
    }
}
