package io.tcplb.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A pool's rotation counters. They outlive pickers, so that a rebuild does not favour whoever comes first. */
public final class Rotation {
    private final AtomicInteger turn;
    private final AtomicLong dice;
    private final AtomicInteger trickle = new AtomicInteger();

    /** @param seed of the random algorithm and of where rotations start; several balancers should not start together */
    public Rotation(long seed) {
        turn = new AtomicInteger((int) Mix.mix(seed) & 0xFFFF);
        dice = new AtomicLong(Mix.mix(seed + Mix.GOLDEN));
    }

    /** Returns the next turn, 0..2^31-1. */
    int turn() {
        return turn.getAndIncrement() & Integer.MAX_VALUE;
    }

    /** Returns the next 64 random bits. */
    long roll() {
        return Mix.mix(dice.getAndAdd(Mix.GOLDEN));
    }

    /** Returns the counter of trickled sessions. */
    public AtomicInteger trickle() {
        return trickle;
    }
}
