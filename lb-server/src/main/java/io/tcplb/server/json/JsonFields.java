package io.tcplb.server.json;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as read. The parser is the configuration's own in its JSON mode: it is there already, and its classes
 * are loaded.
 */
public final class JsonFields {
    private final Map<String, ?> fields;

    private JsonFields(Map<String, ?> fields) {
        this.fields = fields;
    }

    /**
     * Parses one object; blank text is an empty one.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static JsonFields parse(String text) {
        if (text.isBlank()) {
            return new JsonFields(Map.of());
        }
        ConfigParseOptions json = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);
        try {
            return new JsonFields(ConfigFactory.parseString(text, json).root().unwrapped());
        } catch (ConfigException | StackOverflowError e) { // the parser recurses: its stack is the limit
            throw new IllegalArgumentException("a JSON object expected", e);
        }
    }

    public Set<String> names() {
        return fields.keySet();
    }

    /** Returns a string or number as text; empty when there is none or {@code null}. */
    public String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** Returns the string of this name; {@code null} when there is none, or something else. */
    public @Nullable String string(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    /** Returns the number of this name; {@code otherwise} when there is none. */
    public double number(String name, double otherwise) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** Returns the elements of a list of scalars as text; empty when there is none. */
    public List<String> texts(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Returns the object of this name; an empty one when there is none. */
    @SuppressWarnings("unchecked") // the parser makes maps with string keys only
    public JsonFields object(String name) {
        return new JsonFields(fields.get(name) instanceof Map<?, ?> map ? (Map<String, ?>) map : Map.of());
    }

    /** Returns the objects of a list; empty when there is none. */
    @SuppressWarnings("unchecked") // the parser makes maps with string keys only
    public List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    objects.add(new JsonFields((Map<String, ?>) map));
                }
            }
        }
        return objects;
    }

    /** Returns the value as parsed, to tell what kind it is; {@code null} when there is none. */
    public @Nullable Object value(String name) {
        return fields.get(name);
    }
}
