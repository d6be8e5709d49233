package io.tcplb.server.metrics;

import io.tcplb.observe.LbStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one scrape reads: the core's status and what only the server module counts.
 *
 * @param status {@code null} before the balancer has started
 * @param reloads applied reloads
 * @param failedReloads reloads that were refused
 * @param droppedLines lines that the access log lost
 */
public record ServerReading(
        String version, @Nullable LbStatus status, long reloads, long failedReloads, long droppedLines) {}
