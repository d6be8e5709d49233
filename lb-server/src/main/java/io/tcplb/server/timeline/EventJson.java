package io.tcplb.server.timeline;

import io.tcplb.observe.Transition;
import io.tcplb.server.json.JsonObject;

/** How an event is written as one line of JSON. */
public final class EventJson {
    private EventJson() {}

    public static String of(Event event) {
        Transition transition = event.transition();
        return JsonObject.of(json -> json.add("seq", event.seq())
                .add("time", event.time())
                .add("kind", event.kind())
                .add("pool", transition.pool())
                .add("backend", transition.backend())
                .add("from", transition.from())
                .add("to", transition.to())
                .add("cause", transition.cause())
                .add("sessions", transition.sessions()));
    }
}
