package io.tcplb.probe;

import java.util.regex.Pattern;

/**
 * Searches a growing text for a pattern within a budget. The JDK's matcher backtracks without limit, so a careless
 * expression could hold the control loop for minutes; it reads its input through {@code charAt} only, which is where
 * its steps are counted.
 */
final class MeteredMatch {
    /** About a tenth of a second of matching; a simple expression needs a few steps per byte of answer. */
    private static final long BUDGET = 20_000_000;

    private final Pattern pattern;
    private final CharSequence text;
    private long stepsLeft = BUDGET;

    MeteredMatch(Pattern pattern, CharSequence text) {
        this.pattern = pattern;
        this.text = text;
    }

    enum Verdict {
        FOUND,
        NOT_FOUND,
        /** The budget, which all calls share, or the stack is used up. */
        TOO_COSTLY
    }

    Verdict find() {
        try {
            return pattern.matcher(new Metered(text)).find() ? Verdict.FOUND : Verdict.NOT_FOUND;
        } catch (OutOfSteps | StackOverflowError e) {
            return Verdict.TOO_COSTLY;
        }
    }

    private final class Metered implements CharSequence {
        private final CharSequence text;

        Metered(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--stepsLeft < 0) {
                throw new OutOfSteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Metered(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class OutOfSteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfSteps() {
            super("out of steps", null, false, false);
        }
    }
}
