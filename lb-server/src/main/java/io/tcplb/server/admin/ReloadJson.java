package io.tcplb.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tcplb.server.json.JsonObject;

/** The outcome of a reload as JSON. */
final class ReloadJson {
    private ReloadJson() {}

    static Answer of(Reloads.Outcome outcome, boolean dryRun) {
        String json = JsonObject.of(fields -> {
            fields.add("dryRun", dryRun).add("configVersion", outcome.configVersion());
            if (outcome.result() == Reloads.Result.APPLIED) {
                fields.add("changes", outcome.changes()).add("sessions", outcome.sessions());
            } else {
                fields.add("error", "reload refused, the running configuration stays")
                        .add("problems", outcome.problems());
            }
        });
        HttpResponseStatus status = switch (outcome.result()) {
            case APPLIED -> HttpResponseStatus.OK;
            case INVALID -> HttpResponseStatus.UNPROCESSABLE_ENTITY;
            case REFUSED -> HttpResponseStatus.CONFLICT;
        };
        return Answer.json(status, json);
    }
}
