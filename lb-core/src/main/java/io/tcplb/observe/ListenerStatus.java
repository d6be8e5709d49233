package io.tcplb.observe;

import java.util.List;
import java.util.Map;

/**
 * What an operator may see of one listener.
 *
 * @param bind the addresses in use, with the port that the kernel chose where 0 was asked for
 * @param routes other pools that its routes lead to
 * @param total sessions accepted, rejected ones not included
 * @param rejected by reason
 * @param ended sessions by close reason
 */
public record ListenerStatus(
        String name,
        List<String> bind,
        String pool,
        List<String> routes,
        int active,
        long total,
        Map<String, Long> rejected,
        Map<CloseReason, Long> ended,
        Histogram.Reading sessionSeconds) {}
