package io.tcplb.observe;

import java.util.List;

/**
 * Which backend a new session of one client would get, and why each other one would not.
 *
 * @param client as asked; empty for any
 * @param picked id; empty when nobody would be
 * @param words what would happen to the client when nobody is picked; empty otherwise
 */
public record Explanation(String pool, String client, String picked, String words, List<Candidate> candidates) {
    public Explanation {
        candidates = List.copyOf(candidates);
    }

    /**
     * One backend.
     *
     * @param reason in words why it is not picked; empty when it is
     */
    public record Candidate(
            String id, int tier, String zone, boolean eligible, boolean serving, boolean picked, String reason) {}
}
