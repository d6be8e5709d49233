package io.tcplb.preface;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.preface.Verdict.Found;
import io.tcplb.preface.Verdict.Malformed;
import io.tcplb.preface.Verdict.NeedMore;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Function;

/** Holds a parser against what must be true of it for any input, at every point where the input may be cut. */
final class Cuts {
    private Cuts() {}

    /** Returns the verdict on all of {@code input}, after it has been reached byte by byte and as a caller would. */
    static <T> Verdict<T> check(byte[] input, Function<ByteBuffer, Verdict<T>> parser) {
        Verdict<T> whole = parser.apply(ByteBuffer.wrap(input));
        int decided = whole instanceof Found<T> found ? found.length() : input.length;
        boolean wrong = false;
        int asked = 0; // more than this must have been there for a verdict
        for (int length = 0; length <= input.length; length++) {
            Verdict<T> verdict = at(input, length, parser);
            String where = length + " of " + HexFormat.of().formatHex(input);
            if (verdict instanceof NeedMore<T> more) {
                assertThat(more.total()).as(where).isGreaterThan(length).isGreaterThanOrEqualTo(asked);
                assertThat(wrong).as("once wrong, wrong for good: " + where).isFalse();
                asked = more.total();
            } else if (verdict instanceof Malformed<T>) {
                assertThat(whole).as(where).isInstanceOf(Malformed.class);
                wrong = true;
            } else {
                assertThat(length).as(where).isGreaterThanOrEqualTo(Math.max(decided, asked));
                assertThat(verdict).as(where).isEqualTo(whole);
            }
        }
        Verdict<T> patient = patiently(input, parser);
        assertThat(patient instanceof NeedMore && whole instanceof Malformed ? whole : patient)
                .isEqualTo(whole);
        return whole;
    }

    /** Looks again only when as much is there as was asked for, as the balancer does. */
    private static <T> Verdict<T> patiently(byte[] input, Function<ByteBuffer, Verdict<T>> parser) {
        int length = 0;
        while (true) {
            Verdict<T> verdict = at(input, length, parser);
            if (!(verdict instanceof NeedMore<T> more) || more.total() > input.length) {
                return verdict;
            }
            length = more.total();
        }
    }

    /** The bytes stand in the middle of a larger buffer, whose ends must not be touched. */
    private static <T> Verdict<T> at(byte[] input, int length, Function<ByteBuffer, Verdict<T>> parser) {
        ByteBuffer buffer = ByteBuffer.allocate(length + 7);
        buffer.position(3).put(input, 0, length).limit(3 + length).position(3);
        Verdict<T> verdict = parser.apply(buffer.asReadOnlyBuffer());
        assertThat(parser.apply(buffer)).isEqualTo(verdict);
        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.limit()).isEqualTo(3 + length);
        return verdict;
    }
}
