package io.tcplb.proxy;

/**
 * How much one flow of an event loop may move before others have a turn: flows that could go on for ever share one
 * budget for each round of the loop, so that a small message waits for about one budget and not for one buffer of
 * everybody. Confined to its loop.
 */
final class Turns {
    /** Bytes of one round; about a millisecond and a half of a core. */
    private static final int ROUND = 2 << 20;

    /** Smaller turns cost more system calls than they save time. */
    private static final int LEAST = 64 << 10;

    private static final int MOST = 1 << 20;

    private int hungry;

    /** Returns the bytes of one turn: 64 KiB to 1 MiB. */
    int bytes() {
        return Math.min(MOST, Math.max(LEAST, ROUND / Math.max(1, hungry)));
    }

    /** One more flow has used its turn up. */
    void begin() {
        hungry++;
    }

    /** A flow that used its turns up has found nothing more to move, or has ended. */
    void end() {
        hungry--;
        assert hungry >= 0;
    }
}
