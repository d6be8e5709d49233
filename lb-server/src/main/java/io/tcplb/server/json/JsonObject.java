package io.tcplb.server.json;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes one JSON object, field by field. */
public final class JsonObject {
    private final StringBuilder out;
    private boolean first = true;

    private JsonObject(StringBuilder out) {
        this.out = out;
    }

    /** Returns the object that {@code fields} writes. */
    public static String of(Consumer<JsonObject> fields) {
        StringBuilder out = new StringBuilder(256);
        write(out, fields);
        return out.toString();
    }

    /** Appends the object that {@code fields} writes. */
    public static void write(StringBuilder out, Consumer<JsonObject> fields) {
        out.append('{');
        fields.accept(new JsonObject(out));
        out.append('}');
    }

    public JsonObject add(String name, String value) {
        JsonString.append(name(name), value);
        return this;
    }

    public JsonObject add(String name, long value) {
        name(name).append(value);
        return this;
    }

    public JsonObject add(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** Adds a number that is not negative with one decimal. */
    public JsonObject addTenths(String name, long tenths) {
        name(name).append(tenths / 10).append('.').append(tenths % 10);
        return this;
    }

    /** Adds nanoseconds as seconds with three decimals. */
    public JsonObject addSeconds(String name, long nanos) {
        long millis = Math.max(0, nanos) / 1_000_000;
        long rest = millis % 1_000;
        name(name).append(millis / 1_000).append('.');
        out.append(rest < 10 ? "00" : rest < 100 ? "0" : "").append(rest);
        return this;
    }

    /** Adds a list of strings. */
    public JsonObject add(String name, List<String> values) {
        name(name).append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            JsonString.append(out, values.get(i));
        }
        out.append(']');
        return this;
    }

    /** Adds an object, written by {@code fields}. */
    public JsonObject add(String name, Consumer<JsonObject> fields) {
        write(name(name), fields);
        return this;
    }

    /** Adds an object of numbers. */
    public JsonObject add(String name, Map<String, Long> numbers) {
        write(name(name), object -> numbers.forEach(object::add));
        return this;
    }

    /** Adds a list of objects, each written by {@code fields}. */
    public <T> JsonObject add(String name, List<T> values, BiConsumer<JsonObject, T> fields) {
        name(name).append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            T value = values.get(i);
            write(out, object -> fields.accept(object, value));
        }
        out.append(']');
        return this;
    }

    private StringBuilder name(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        JsonString.append(out, name);
        return out.append(':');
    }
}
