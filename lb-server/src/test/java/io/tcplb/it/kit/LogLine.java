package io.tcplb.it.kit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of lb's access log in its JSON form. */
public record LogLine(String json) {
    /** Returns a field's value without quotes. */
    public String get(String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":\"?([^,\"}]*)").matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + field + " in " + json);
        }
        return matcher.group(1);
    }

    /** Returns the client's IP address. */
    public String clientHost() {
        return get("client").replaceAll(":\\d+$", "");
    }
}
