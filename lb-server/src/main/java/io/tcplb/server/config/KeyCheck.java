package io.tcplb.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds keys that do not exist, by laying the reference over a configuration. */
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
            Node child = node.child(key);
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
}
