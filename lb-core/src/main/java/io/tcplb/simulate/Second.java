package io.tcplb.simulate;

import java.util.List;
import java.util.Map;

/**
 * One pool at the end of one virtual second.
 *
 * @param second 1 = the first
 * @param state {@code checking}, {@code ok}, {@code degraded}, {@code down} or {@code fail-open}
 * @param activeTier -1 when nobody serves
 * @param serving ids, in configuration order
 * @param sessions that hold a slot of each backend, in configuration order
 * @param held clients that wait for anybody to serve
 * @param queued clients that wait for a slot
 * @param fresh clients that came in this second
 * @param refused clients that ended in this second without ever having had an answer
 * @param lost sessions that were cut off in this second
 */
public record Second(
        String pool,
        long second,
        String state,
        int activeTier,
        List<String> serving,
        Map<String, Integer> sessions,
        int held,
        int queued,
        long fresh,
        long refused,
        long lost) {}
