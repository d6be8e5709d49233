package io.tcplb.it.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A YAML document, or JSON, which is YAML as well: maps, lists and scalars.
 *
 * @param value a map, a list, a scalar, or {@code null} for what is not there
 */
public record Tree(@Nullable Object value) {
    /** Parses every document of a text; a key that is there twice is an error. */
    public static List<Tree> parseAll(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Tree> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(options)).loadAll(text).forEach(value -> documents.add(new Tree(value)));
        return documents;
    }

    /** Parses a text of one document. */
    public static Tree parse(String text) {
        List<Tree> documents = parseAll(text);
        if (documents.size() != 1) {
            throw new IllegalArgumentException(documents.size() + " documents (expected 1)");
        }
        return documents.get(0);
    }

    public static Tree read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Returns what is found by going down map keys and list indexes. */
    public Tree at(Object... steps) {
        Object here = value;
        for (Object step : steps) {
            if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else if (here instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                here = list.get(index);
            } else {
                return new Tree(null);
            }
        }
        return new Tree(here);
    }

    public boolean exists() {
        return value != null;
    }

    /** Returns the elements of a list; none when it is not there. */
    public List<Tree> list() {
        return value instanceof List<?> list ? list.stream().map(Tree::new).toList() : List.of();
    }

    /** Returns the keys of a map; none when it is not there. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> keys.add(String.valueOf(key)));
        }
        return keys;
    }

    /** Returns every scalar that is filed under {@code key}, at any depth. */
    public List<String> all(String key) {
        List<String> found = new ArrayList<>();
        collect(value, key, found);
        return found;
    }

    private static void collect(@Nullable Object node, String key, List<String> found) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((name, child) -> {
                if (name.equals(key) && child != null && !(child instanceof Map) && !(child instanceof List)) {
                    found.add(child.toString());
                }
                collect(child, key, found);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(child -> collect(child, key, found));
        }
    }

    public int number() {
        if (value instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalStateException(value + " (expected a number)");
    }

    /** Returns the scalar as text. */
    public String text() {
        return String.valueOf(value);
    }
}
