package io.tcplb.server.admin;

import io.tcplb.observe.Explanation;
import io.tcplb.server.json.JsonObject;

/** An explanation as JSON. */
final class ExplanationJson {
    private ExplanationJson() {}

    static String of(Explanation explanation) {
        return JsonObject.of(json -> json.add("pool", explanation.pool())
                .add("client", explanation.client())
                .add("picked", explanation.picked())
                .add("words", explanation.words())
                .add("backends", explanation.candidates(), ExplanationJson::candidate));
    }

    private static void candidate(JsonObject json, Explanation.Candidate candidate) {
        json.add("id", candidate.id())
                .add("tier", candidate.tier())
                .add("zone", candidate.zone())
                .add("eligible", candidate.eligible())
                .add("serving", candidate.serving())
                .add("picked", candidate.picked())
                .add("reason", candidate.reason());
    }
}
