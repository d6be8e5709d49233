package io.tcplb.failover;

import java.util.BitSet;

/**
 * The changing part of failover: what is known of the members now, as sets of ranks.
 *
 * @param fit eligible but for the wait for failback
 * @param weightless weight 0: they stand aside for anyone who has weight
 * @param proving went down, came back and have not been stable for long enough
 * @param served serving until now, not counting fail-open
 * @param ready may be tried when all else fails: wanted by the operator and with an address
 * @param unknown not fit yet, but their first probe is out and may make them so
 * @param starting whether the pool has just been started: nobody has known anything yet
 */
public record Candidates(
        BitSet fit, BitSet weightless, BitSet proving, BitSet served, BitSet ready, BitSet unknown, boolean starting) {}
