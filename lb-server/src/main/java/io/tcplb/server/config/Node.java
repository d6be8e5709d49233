package io.tcplb.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import org.jspecify.annotations.Nullable;

/**
 * One value of the configuration, how to name it and where it stands.
 *
 * @param path such as {@code pools.web.backends[0]}; empty for the root
 * @param pattern the path with {@link Reference#ANY_NAME} for every name and index
 * @param value after substitution
 * @param written before substitution, if that is known: where a value from the environment was asked for
 * @param at where it stands, or where its nearest ancestor does
 */
record Node(
        String path,
        String pattern,
        ConfigValue value,
        @Nullable ConfigValue written,
        Position at) {
    static Node root(ConfigObject resolved, ConfigObject written, Sources sources) {
        Position at = sources.position(written.origin());
        return new Node("", "", resolved, written, at == null ? new Position(0, 1) : at);
    }

    /** Returns the value under {@code key}; {@code null} when there is none, or an explicit null. */
    @Nullable
    Node child(String key, boolean anyName, Sources sources) {
        ConfigValue child = value instanceof ConfigObject object ? object.get(key) : null;
        if (child == null || child.valueType() == ConfigValueType.NULL) {
            return null;
        }
        ConfigValue writtenChild = null;
        if (written instanceof ConfigObject object) {
            try {
                writtenChild = object.get(key);
            } catch (ConfigException.NotResolved e) {
                writtenChild = null; // a merge with a substitution: its parts cannot be told apart
            }
        }
        String nextPattern = join(pattern, anyName ? Reference.ANY_NAME : key);
        return new Node(childPath(key), nextPattern, child, writtenChild, locate(child, writtenChild, sources));
    }

    /** Returns element {@code i} of a list. */
    Node element(int i, Sources sources) {
        ConfigValue element = ((ConfigList) value).get(i);
        ConfigValue writtenElement = null;
        if (written instanceof ConfigList list) {
            try {
                writtenElement = i < list.size() ? list.get(i) : null;
            } catch (ConfigException.NotResolved e) {
                writtenElement = null;
            }
        }
        Position place = locate(element, writtenElement, sources);
        return new Node(path + '[' + i + ']', join(pattern, Reference.ANY_NAME), element, writtenElement, place);
    }

    /** Returns the path that a key under this node has, whether or not it is there. */
    String childPath(String key) {
        return join(path, key.matches("[A-Za-z0-9_-]+") ? key : '"' + key + '"');
    }

    boolean isObject() {
        return value instanceof ConfigObject;
    }

    boolean isList() {
        return value instanceof ConfigList;
    }

    boolean isScalar() {
        return isScalar(value);
    }

    String scalar() {
        return scalar(value);
    }

    /** Returns the value as a problem shows it. */
    String shown() {
        return shown(value);
    }

    static boolean isScalar(ConfigValue value) {
        return !(value instanceof ConfigObject) && !(value instanceof ConfigList);
    }

    /** Returns a string's content, and of anything else what was written. */
    static String scalar(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? (String) value.unwrapped()
                : value.render(ConfigRenderOptions.concise());
    }

    static String shown(ConfigValue value) {
        if (value instanceof ConfigObject) {
            return "an object";
        }
        if (value instanceof ConfigList) {
            return value.render(ConfigRenderOptions.concise());
        }
        String text = scalar(value);
        return text.isEmpty() ? "\"\"" : text;
    }

    private static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + '.' + key;
    }

    private Position locate(ConfigValue child, @Nullable ConfigValue writtenChild, Sources sources) {
        Position place = sources.position(child.origin());
        if (place == null && writtenChild != null) {
            place = sources.position(writtenChild.origin());
        }
        return place == null ? at : place;
    }
}
