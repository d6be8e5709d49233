package io.tcplb.pool;

/** An operator's weight for one backend, in place of the configured one. */
record WeightOverride(int weight, String origin) {}
