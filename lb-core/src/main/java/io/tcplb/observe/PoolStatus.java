package io.tcplb.observe;

import java.util.List;
import java.util.Map;

/**
 * What an operator may see of one pool.
 *
 * @param activeTier the tier that serves; -1 when nobody does
 * @param state {@code ok}, {@code degraded}, {@code down} or {@code fail-open}
 * @param held clients waiting for a backend to become eligible
 * @param queued clients waiting for a slot
 * @param failovers by cause
 * @param overrides what operators have set, in configuration order
 * @param reroutes sessions moved to another backend before their first byte, by cause
 */
public record PoolStatus(
        String name,
        String algorithm,
        int activeTier,
        String state,
        int eligible,
        int held,
        int queued,
        Map<String, Long> failovers,
        long failbacks,
        Map<String, Long> reroutes,
        List<OverrideStatus> overrides,
        List<BackendStatus> backends) {}
