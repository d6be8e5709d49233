package io.tcplb.balance;

import java.util.concurrent.atomic.AtomicInteger;

/** A pool's rotation counters. They outlive pickers, so that a rebuild does not favour whoever comes first. */
public final class Rotation {
    private final AtomicInteger turn;
    private long dice;
    private int place;
    private final AtomicInteger trickle = new AtomicInteger();

    /** @param seed of the random algorithm and of where rotations start; several balancers should not start together */
    public Rotation(long seed) {
        turn = new AtomicInteger((int) Mix.mix(seed) & 0xFFFF);
        dice = Mix.mix(seed + Mix.GOLDEN);
        place = turn.get();
    }

    /** Returns the next turn, 0..2^31-1. */
    int turn() {
        return turn.getAndIncrement() & Integer.MAX_VALUE;
    }

    /** Returns the next of {@code size} places. Loops that ask in the same moment may get the same one: no atomic, no wait. */
    int next(int size) {
        int here = place;
        if (here >= size) {
            here %= size; // once in a round: a division takes as long as a third of a pick
        }
        place = here + 1;
        return here;
    }

    /** Returns the next 64 random bits. Loops that ask in the same moment may get the same ones, as {@link #next} has it. */
    long roll() {
        long rolled = dice + Mix.GOLDEN;
        dice = rolled;
        return Mix.mix(rolled);
    }

    /** Returns the counter of trickled sessions. */
    public AtomicInteger trickle() {
        return trickle;
    }
}
