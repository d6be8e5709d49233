package io.tcplb.server.admin;

import io.netty.util.NetUtil;
import io.tcplb.observe.SessionView;
import io.tcplb.server.json.JsonObject;
import java.util.List;

/** Live sessions as JSON. */
final class SessionsJson {
    private SessionsJson() {}

    static String of(List<SessionView> sessions) {
        return JsonObject.of(json -> json.add("sessions", sessions, SessionsJson::session));
    }

    private static void session(JsonObject json, SessionView session) {
        json.add("id", session.id())
                .add("listener", session.listener())
                .add("client", session.client() == null ? "" : NetUtil.toSocketAddressString(session.client()))
                .add("pool", session.pool())
                .add("backend", session.backend())
                .add("phase", session.phase())
                .add("bytesToBackend", session.bytesToBackend())
                .add("bytesToClient", session.bytesToClient())
                .addSeconds("ageSeconds", session.ageNanos())
                .addSeconds("idleSeconds", session.idleNanos());
    }
}
