package io.tcplb.pool;

/**
 * One operator's override as status lists it.
 *
 * @param backend id
 * @param what {@code drain}, {@code maint} or {@code weight 3}
 * @param origin who set it
 * @param remainingNanos until it expires; {@link Pool#NEVER} when it does not
 */
public record OverrideView(String backend, String what, String origin, long remainingNanos) {}
