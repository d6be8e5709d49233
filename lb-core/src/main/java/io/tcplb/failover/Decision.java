package io.tcplb.failover;

import java.util.BitSet;

/**
 * Who serves, as sets of ranks.
 *
 * @param eligible may be given new sessions
 * @param waiting fit, but would relieve a standby before they have proved themselves
 * @param serving eligible and chosen; when {@code failOpen}, ready and chosen for lack of anybody eligible
 * @param activeTier lowest tier that serves; -1 when nobody does
 */
public record Decision(BitSet eligible, BitSet waiting, BitSet serving, int activeTier, boolean failOpen) {
    /** Before the first decision. */
    public static final Decision NOBODY = new Decision(new BitSet(), new BitSet(), new BitSet(), -1, false);
}
