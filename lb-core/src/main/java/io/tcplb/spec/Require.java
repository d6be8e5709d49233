package io.tcplb.spec;

/** Construction-time checks whose message carries the offending value and what was expected instead. */
final class Require {
    private Require() {}

    /**
     * Throws {@link InvalidSpecException} unless {@code ok}.
     *
     * @param key the configuration key relative to the record being built, such as {@code "weight"}
     * @param value the offending value, printed as it is
     * @param expected what would have been accepted, such as {@code "0..256"}
     */
    static void that(boolean ok, String key, Object value, String expected) {
        if (!ok) {
            throw new InvalidSpecException(key, String.valueOf(value), expected);
        }
    }
}
