package io.tcplb.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tcplb.server.json.JsonObject;

/** What a caller is told. */
record Answer(HttpResponseStatus status, String contentType, String body) {
    static final String JSON = "application/json";
    static final String JSON_LINES = "application/x-ndjson";

    static final Answer DONE = json(HttpResponseStatus.OK, JsonObject.of(json -> json.add("ok", true)));

    static Answer json(HttpResponseStatus status, String json) {
        return new Answer(status, JSON, json + "\n");
    }

    static Answer ok(String json) {
        return json(HttpResponseStatus.OK, json);
    }

    static Answer error(HttpResponseStatus status, String why) {
        return json(status, JsonObject.of(json -> json.add("error", why)));
    }
}
