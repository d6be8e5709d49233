package io.tcplb.server.metrics;

import java.util.List;

/** Every metric of lb's own: its name, type, labels and help are written here and nowhere else. */
enum Metric {
    BUILD_INFO(Type.GAUGE, "lb_build_info", "Always 1; the labels say what runs.", "version", "transport"),
    LISTENER_SESSIONS_ACTIVE(
            Type.GAUGE, "lb_listener_sessions_active", "Sessions of the listener that are open now.", "listener"),
    LISTENER_SESSIONS(Type.COUNTER, "lb_listener_sessions_total", "Sessions that the listener accepted.", "listener"),
    LISTENER_REJECTED(
            Type.COUNTER,
            "lb_listener_rejected_total",
            "Clients that the listener turned away before giving them a session.",
            "listener",
            "reason"),
    BACKEND_SESSIONS_ACTIVE(
            Type.GAUGE,
            "lb_backend_sessions_active",
            "Sessions that the backend has now, connecting ones included.",
            "pool",
            "backend"),
    BACKEND_SESSIONS(
            Type.COUNTER, "lb_backend_sessions_total", "Sessions that the backend was given.", "pool", "backend"),
    BACKEND_CONNECT_FAILURES(
            Type.COUNTER,
            "lb_backend_connect_failures_total",
            "Connects to the backend that failed.",
            "pool",
            "backend",
            "reason"),
    BACKEND_CONNECT_SECONDS(
            Type.HISTOGRAM,
            "lb_backend_connect_seconds",
            "Time that a successful connect to the backend took.",
            "pool",
            "backend"),
    BACKEND_BYTES(
            Type.COUNTER,
            "lb_backend_bytes_total",
            "Bytes relayed between clients and the backend.",
            "pool",
            "backend",
            "direction"),
    BACKEND_UP(Type.GAUGE, "lb_backend_up", "1 while health checks find the backend up.", "pool", "backend"),
    BACKEND_SERVING(Type.GAUGE, "lb_backend_serving", "1 while the backend is given new sessions.", "pool", "backend"),
    BACKEND_WEIGHT(
            Type.GAUGE, "lb_backend_weight", "Weight of the backend, as configured or overridden.", "pool", "backend"),
    HEALTH_CHECKS(Type.COUNTER, "lb_health_checks_total", "Health checks of the backend.", "pool", "backend", "result"),
    POOL_ACTIVE_TIER(
            Type.GAUGE, "lb_pool_active_tier", "Tier that serves; -1 when no backend of the pool does.", "pool"),
    POOL_ELIGIBLE(Type.GAUGE, "lb_pool_eligible", "Backends of the pool that may be given new sessions.", "pool"),
    FAILOVERS(Type.COUNTER, "lb_failovers_total", "Times that other backends had to take over.", "pool", "cause"),
    FAILBACKS(Type.COUNTER, "lb_failbacks_total", "Times that recovered backends took over again.", "pool"),
    SESSION_END(Type.COUNTER, "lb_session_end_total", "Ended sessions by close reason.", "listener", "reason"),
    SESSION_SECONDS(Type.HISTOGRAM, "lb_session_seconds", "Time from accept to the end of a session.", "listener"),
    HELD_SESSIONS(Type.GAUGE, "lb_held_sessions", "Clients that wait for a backend to become eligible.", "pool"),
    QUEUED_SESSIONS(
            Type.GAUGE,
            "lb_queued_sessions",
            "Clients that wait because every serving backend is at its max-connections.",
            "pool"),
    REROUTES(
            Type.COUNTER,
            "lb_reroutes_total",
            "Sessions given to another backend before the first byte of an answer.",
            "pool",
            "cause"),
    CONFIG_RELOADS(Type.COUNTER, "lb_config_reloads_total", "Reloads of the configuration.", "result"),
    CONFIG_VERSION(Type.GAUGE, "lb_config_version", "1 at start, one more for every reload that was applied."),
    ISOLATED(Type.GAUGE, "lb_isolated", "1 while lb suspects its own network and changes no backend's state."),
    EVENT_LOOP_LAG(
            Type.GAUGE,
            "lb_event_loop_lag_seconds",
            "How late the last one-second heartbeat of the event loop came.",
            "loop"),
    ACCESS_LOG_DROPPED(
            Type.COUNTER,
            "lb_access_log_dropped_total",
            "Access log lines that were lost because its output was too slow or failed.");

    /** What Prometheus calls the type. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final Type type;
    private final String key;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of, which no one can change
    private final List<String> labels;

    Metric(Type type, String key, String help, String... labels) {
        this.type = type;
        this.key = key;
        this.help = help;
        this.labels = List.of(labels);
    }

    Type type() {
        return type;
    }

    /** Returns the name as the contract has it, a counter's {@code _total} included. */
    String key() {
        return key;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
