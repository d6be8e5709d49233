package io.tcplb.server.log;

import io.tcplb.observe.LbObserver;
import io.tcplb.observe.SessionSummary;
import io.tcplb.observe.Transition;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what the core decided: each transition as one line of the event log, each ended session as one
 * line of the access log.
 */
public final class EventLog implements LbObserver {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);

    private final AccessLog accessLog;
    private final Consumer<Transition> timeline;
    private final Repeats repeats;

    /**
     * @param timeline takes every transition too
     * @param nanos monotonic clock
     */
    public EventLog(AccessLog accessLog, Consumer<Transition> timeline, LongSupplier nanos) {
        this.accessLog = accessLog;
        this.timeline = timeline;
        this.repeats = new Repeats(nanos);
    }

    @Override
    public void sessionEnded(SessionSummary summary) {
        accessLog.offer(summary);
    }

    @Override
    public void transition(Transition transition) {
        timeline.accept(transition);
        if (isOfAReload(transition)) {
            return; // whoever reloads says so in one line, with what lies outside the core
        }
        String line = line(transition);
        if (isBad(transition)) {
            log.warn(line);
        } else {
            log.info(line);
        }
    }

    @Override
    public void warning(String what) {
        String line = repeats.admit(what);
        if (line != null) {
            log.warn(line);
        }
    }

    /** Returns {@code transition} as one line: its kind, and what is known as {@code key=value}. */
    public static String line(Transition transition) {
        Fields fields = new Fields(transition.kind().name().toLowerCase(Locale.ROOT))
                .addIfAny("pool", transition.pool())
                .addIfAny("backend", transition.backend())
                .addIfAny("from", transition.from())
                .addIfAny("to", transition.to())
                .addIfAny("why", transition.cause());
        return transition.sessions() == 0
                ? fields.toString()
                : fields.add("sessions", transition.sessions()).toString();
    }

    /** With thousands of backends these would be thousands of lines at once, and drown the one that counts. */
    private static boolean isOfAReload(Transition transition) {
        return switch (transition.kind()) {
            case RELOAD, MEMBERSHIP -> true;
            case ADDRESS -> transition.from().isEmpty() && !isBad(transition); // a first address: that of a new backend
            default -> false;
        };
    }

    /** Returns whether something was lost that an operator may want back. */
    static boolean isBad(Transition transition) {
        String to = transition.to();
        return switch (transition.kind()) {
            case HEALTH -> to.equals("down");
            case EJECTION -> to.startsWith("ejected");
            case ADDRESS -> to.equals("unresolved") || to.endsWith(" kept");
            case TIER -> !to.equals("tier 0") && !to.equals("checking");
            case SPARE -> to.equals("active");
            case ISOLATION -> !transition.to().isEmpty();
            case HOLD -> transition.from().isEmpty();
            case STANDBY -> true;
            case ADMIN, FAILBACK, ZONE, MEMBERSHIP, RELOAD -> false;
        };
    }
}
