package io.tcplb.spec;

/** A value that a spec record refuses. The configuration reader turns it into a problem with file and line. */
public final class InvalidSpecException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String expected;

    /**
     * @param key the configuration key relative to the record that refused, such as {@code "weight"}
     * @param value the offending value as text
     * @param expected what would have been accepted
     */
    public InvalidSpecException(String key, String value, String expected) {
        super(key + ": " + value + " (expected " + expected + ")");
        this.key = key;
        this.value = value;
        this.expected = expected;
    }

    public String key() {
        return key;
    }

    public String value() {
        return value;
    }

    public String expected() {
        return expected;
    }
}
