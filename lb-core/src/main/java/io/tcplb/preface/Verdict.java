package io.tcplb.preface;

/**
 * What the bytes seen so far amount to. The answer depends on the bytes alone, not on how they were cut into segments.
 *
 * @param <T> what is being looked for
 */
public sealed interface Verdict<T> {
    /**
     * A good beginning.
     *
     * @param total bytes, counted from the beginning, without which there is nothing to find. Whoever waits for them
     *     before looking again spends linear time, however small the segments are.
     */
    record NeedMore<T>(int total) implements Verdict<T> {}

    /** Whatever follows, it is not what was expected; {@code why} completes "the client's first bytes are wrong:". */
    record Malformed<T>(String why) implements Verdict<T> {}

    /** All of it is there and takes {@code length} bytes; what follows belongs to somebody else. */
    record Found<T>(T value, int length) implements Verdict<T> {}
}
