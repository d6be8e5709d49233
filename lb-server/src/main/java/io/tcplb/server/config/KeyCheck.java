package io.tcplb.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.tcplb.spec.InvalidSpecException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds keys that do not exist, and keys set to what lb does not do yet, by laying the reference over a configuration. */
final class KeyCheck {
    private final Problems problems;

    KeyCheck(Problems problems) {
        this.problems = problems;
    }

    void check(Node node, ConfigObject reference) {
        if (!(node.value() instanceof ConfigObject object)) {
            return; // whoever reads it says what it should be
        }
        ConfigValue anyName = reference.get(Reference.ANY_NAME);
        for (String key : object.keySet()) {
            ConfigValue known = anyName == null ? reference.get(key) : anyName;
            Node child = node.child(key, anyName != null);
            if (known == null) {
                unknown(node, key, child, reference);
            } else if (child != null) {
                known(child, known);
            }
        }
    }

    private void known(Node node, ConfigValue reference) {
        ConfigObject template = elementTemplate(reference);
        if (node.isObject() && reference instanceof ConfigObject section) {
            check(node, section);
        } else if (template != null && node.value() instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                check(node.element(i), template);
            }
        } else if (NotYet.covers(node.pattern()) && !same(node.value(), reference)) {
            String only = reference instanceof ConfigObject ? "its defaults" : Node.shown(reference);
            problems.add(node.at(), node.path(), node.shown(), only + "; anything else is not yet supported");
        }
    }

    private void unknown(Node parent, String key, @Nullable Node child, ConfigObject reference) {
        List<String> keys = reference.keySet().stream().sorted().toList();
        String nearest = Nearest.to(key, keys);
        String expected = nearest == null ? "one of " + String.join(", ", keys) : "a known key; perhaps " + nearest;
        problems.add(child == null ? parent.at() : child.at(), parent.unknownPath(key), "unknown key", expected);
    }

    private static @Nullable ConfigObject elementTemplate(ConfigValue reference) {
        return reference instanceof ConfigList list && list.size() == 1 && list.get(0) instanceof ConfigObject object
                ? object
                : null;
    }

    /** The same value may be written in many ways: {@code 5s} is {@code 5000ms}. */
    private static boolean same(ConfigValue given, ConfigValue reference) {
        if (!Node.isScalar(given) || !Node.isScalar(reference)) {
            return given.unwrapped().equals(reference.unwrapped());
        }
        String a = Node.scalar(given);
        String b = Node.scalar(reference);
        return a.equals(b)
                || sameAs(Values::integer, a, b)
                || sameAs(Values::duration, a, b)
                || sameAs(Values::size, a, b)
                || sameAs(Values::share, a, b)
                || sameAs(Values::flag, a, b);
    }

    private static <T> boolean sameAs(Function<String, T> notation, String a, String b) {
        try {
            return notation.apply(a).equals(notation.apply(b));
        } catch (InvalidSpecException e) {
            return false;
        }
    }
}
