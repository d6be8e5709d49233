package io.tcplb.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.tcplb.spec.InvalidSpecException;
import io.tcplb.spec.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object of the configuration over its part of the reference. Whatever cannot be taken becomes a problem, and the
 * default takes its place, so that reading goes on and finds the others.
 */
public final class Section {
    private final Problems problems;
    /** What this section's keys are looked up in; {@code null} when it is not written at all. */
    private final @Nullable Node node;

    /** The section itself, or else what is written nearest to it. */
    private final Node nearest;

    /** The path from {@link #nearest} to here. */
    private final String below;

    private final ConfigObject reference;
    private final Set<String> refused = new HashSet<>();
    private boolean onlyDefaults;

    Section(Problems problems, Node root, ConfigObject reference) {
        this(problems, root, root, "", reference);
    }

    private Section(Problems problems, @Nullable Node node, Node nearest, String below, ConfigObject reference) {
        this.problems = problems;
        this.node = node;
        this.nearest = nearest;
        this.below = below;
        this.reference = reference;
    }

    public String path() {
        return below.isEmpty() ? nearest.path() : nearest.childPath(below);
    }

    public Section section(String key) {
        ConfigObject template = (ConfigObject) defaultOf(key);
        Node child = given(key);
        if (child != null && !child.isObject()) {
            problem(key, "an object: " + key + " { … }");
            child = null;
        }
        return child == null
                ? new Section(problems, null, nearest, under(key), template)
                : new Section(problems, child, child, "", template);
    }

    /** Returns the objects below {@code key}, by name, in the order in which they are written. */
    public Map<String, Section> named(String key) {
        ConfigObject template = (ConfigObject) element(defaultOf(key));
        Node map = given(key);
        if (map == null || !(map.value() instanceof ConfigObject object)) {
            if (map != null) {
                problem(key, "an object: " + key + " { … }");
            }
            return Map.of();
        }
        List<Named> bodies = new ArrayList<>();
        for (String name : new TreeSet<>(object.keySet())) {
            Node body = map.child(name);
            if (body != null) {
                bodies.add(new Named(name, body));
            }
        }
        bodies.sort(Comparator.comparing(body -> body.node().at()));
        Map<String, Section> sections = new LinkedHashMap<>();
        bodies.forEach(body -> sections.put(body.name(), object(body.node(), template)));
        return sections;
    }

    private record Named(String name, Node node) {}

    /** Returns the objects of a list; empty, and a problem, when {@code key} is not a list of objects. */
    public List<Section> elements(String key) {
        ConfigObject template = (ConfigObject) element(defaultOf(key));
        Node list = given(key);
        if (list == null || !(list.value() instanceof ConfigList values)) {
            problem(key, "a list of objects: [ { … } ]");
            return List.of();
        }
        List<Section> sections = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            sections.add(object(list.element(i), template));
        }
        return sections;
    }

    /** Returns the objects of a list; empty when {@code key} is absent. */
    List<Section> optionalElements(String key) {
        return isEmpty(key) ? List.of() : elements(key);
    }

    private Section object(Node node, ConfigObject template) {
        if (!node.isObject()) {
            problem(node, "an object: { … }");
        }
        return new Section(problems, node.isObject() ? node : null, node, "", template);
    }

    /** Reads a scalar, or its default. */
    public <T> T read(String key, Function<String, T> notation) {
        T value = readGiven(key, notation);
        return value != null ? value : notation.apply(Node.scalar(defaultOf(key)));
    }

    // One method for each notation: the JVM takes a third of a millisecond of every start for each method reference
    // that it meets, and a configuration has a hundred keys.

    public String text(String key) {
        return read(key, Values::text);
    }

    public int integer(String key) {
        return read(key, Values::integer);
    }

    public int count(String key) {
        return read(key, Values::count);
    }

    public boolean flag(String key) {
        return read(key, Values::flag);
    }

    public Duration duration(String key) {
        return read(key, Values::duration);
    }

    int size(String key) {
        return read(key, Values::size);
    }

    Share share(String key) {
        return read(key, Values::share);
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        return read(key, text -> Values.choice(type, text));
    }

    /** Reads a scalar that has no default; {@code null}, and a problem, when it is missing or no good. */
    public <T> @Nullable T require(String key, Function<String, T> notation, String expected) {
        if (given(key) == null && !refused.contains(key)) {
            problem(key, expected);
        }
        return readGiven(key, notation);
    }

    /** Reads one scalar or a list of them, each with the place that it came from; empty when there are none. */
    <T> List<Placed<T>> readAll(String key, Function<String, T> notation) {
        Node found = given(key);
        if (found == null) {
            return List.of();
        }
        List<Placed<T>> all = new ArrayList<>();
        int size = found.value() instanceof ConfigList list ? list.size() : 1;
        for (int i = 0; i < size; i++) {
            Node one = found.isList() ? found.element(i) : found;
            T value = parse(one, notation);
            if (value != null) {
                all.add(new Placed<>(value, one));
            }
        }
        return all;
    }

    /** A value and the node that it was read from. */
    record Placed<T>(T value, Node node) {}

    /**
     * Builds a spec from what this section reads. When the spec refuses a value, that is a problem of its key, and
     * building starts again with the default in its place.
     */
    public <T> T build(Supplier<T> spec) {
        while (true) {
            try {
                return spec.get();
            } catch (InvalidSpecException e) {
                if (onlyDefaults) {
                    throw new IllegalStateException(path() + ": the defaults themselves are refused", e);
                }
                problem(e.key(), e.expected());
                // A default that does not go with another key is refused as well: then take no value at all.
                onlyDefaults = !refused.add(e.key());
            }
        }
    }

    /** Notes that the value of {@code key} cannot be used. */
    public void problem(String key, String expected) {
        Node found = given(key);
        if (found != null) {
            problems.add(found.at(), found.path(), found.shown(), expected);
            return;
        }
        ConfigValue fallback = reference.get(key);
        boolean none = fallback == null || !Node.isScalar(fallback) || fallback.valueType() == ConfigValueType.NULL;
        problems.add(nearest.at(), pathOf(key), none ? "missing" : Node.shown(defaultOf(key)), expected);
    }

    /** Notes that {@code value}, found at {@code place}, cannot be used. */
    void problem(Node place, String expected) {
        problems.add(place.at(), place.path(), place.shown(), expected);
    }

    /** Notes what is wrong with this section as a whole. */
    public void problemHere(String value, String expected) {
        problems.add(nearest.at(), path(), value, expected);
    }

    /** @throws InvalidConfigException with every problem of the document so far */
    public void throwIfAny() throws InvalidConfigException {
        problems.throwIfAny();
    }

    public boolean has(String key) {
        return given(key) != null;
    }

    /** Returns whether {@code key} is absent or an empty list. */
    public boolean isEmpty(String key) {
        Node found = given(key);
        return found == null || (found.value() instanceof ConfigList list && list.isEmpty());
    }

    private <T> @Nullable T readGiven(String key, Function<String, T> notation) {
        Node found = refused.contains(key) || onlyDefaults ? null : given(key);
        return found == null ? null : parse(found, notation);
    }

    private <T> @Nullable T parse(Node found, Function<String, T> notation) {
        try {
            // An object or a list is no good either way, but only the notation knows what would be.
            T value = notation.apply(found.isScalar() ? found.scalar() : "");
            if (found.isScalar()) {
                return value;
            }
            problem(found, "a single value");
        } catch (InvalidSpecException e) {
            problem(found, e.expected());
        }
        return null;
    }

    private @Nullable Node given(String key) {
        return node == null ? null : node.child(key);
    }

    private String pathOf(String key) {
        return nearest.childPath(under(key));
    }

    private String under(String key) {
        return below.isEmpty() ? key : below + '.' + key;
    }

    /** Returns what stands in the reference for any element of a map of names or of a list. */
    private static ConfigValue element(ConfigValue reference) {
        ConfigValue any =
                reference instanceof ConfigList list ? list.get(0) : ((ConfigObject) reference).get(Reference.ANY_NAME);
        return Objects.requireNonNull(any);
    }

    private ConfigValue defaultOf(String key) {
        ConfigValue value = reference.get(key);
        if (value == null) {
            throw new IllegalStateException("reference.conf lacks " + pathOf(key));
        }
        return value;
    }
}
