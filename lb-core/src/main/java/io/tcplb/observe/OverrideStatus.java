package io.tcplb.observe;

/**
 * One operator's override.
 *
 * @param what {@code drain}, {@code maint} or {@code weight 3}
 * @param origin who set it
 * @param remainingSeconds until it expires; -1 when it does not
 */
public record OverrideStatus(String backend, String what, String origin, long remainingSeconds) {}
