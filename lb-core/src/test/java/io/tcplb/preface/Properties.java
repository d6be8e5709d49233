package io.tcplb.preface;

import com.sun.management.ThreadMXBean;
import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/** What must hold of a parser for any input, as cheap as a fuzzer needs it: at one cut of each input. */
final class Properties {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int BYTES_PER_BYTE = 64;
    private static final int BYTES_AT_ALL = 4 * 1024; // of the smallest verdict

    private Properties() {}

    static <T> Verdict<T> check(byte[] input, Function<ByteBuffer, Verdict<T>> parser) {
        Verdict<T> whole = parser.apply(ByteBuffer.wrap(input));
        long most = BYTES_AT_ALL + (long) BYTES_PER_BYTE * input.length;
        long allocated = allocated(parser, input);
        must(allocated <= most || allocated(parser, input) <= most, "allocates " + allocated);
        if (whole instanceof Found<T> found) {
            must(found.length() > 0 && found.length() <= input.length, "a length that is not there");
        }
        if (whole instanceof NeedMore<T> more) {
            must(more.total() > input.length, "asks for what is there");
        }
        if (input.length > 0) {
            compare(parser, input, whole, Math.floorMod(Arrays.hashCode(input), input.length));
            compare(parser, input, whole, input.length - 1);
        }
        return whole;
    }

    /** Whoever asks twice does not count what loading a class takes, which the fuzzer then rewrites. */
    private static <T> long allocated(Function<ByteBuffer, Verdict<T>> parser, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Verdict<T> verdict = parser.apply(ByteBuffer.wrap(input));
        must(verdict != null, "no verdict");
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static <T> void compare(
            Function<ByteBuffer, Verdict<T>> parser, byte[] input, Verdict<T> whole, int length) {
        Verdict<T> part = parser.apply(ByteBuffer.wrap(input, 0, length));
        if (part instanceof NeedMore<T> more) {
            must(more.total() > length, "asks for what is there");
            must(!(whole instanceof Found<T> found) || more.total() <= found.length(), "asks for more than it takes");
        } else if (part instanceof Malformed<T>) {
            must(whole instanceof Malformed, "a wrong beginning comes right");
        } else {
            must(part.equals(whole), "more bytes change what was found");
        }
    }

    static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
