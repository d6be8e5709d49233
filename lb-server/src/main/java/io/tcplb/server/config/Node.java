package io.tcplb.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One value of the configuration. Its name and place are worked out when somebody asks, which is for problems only. */
final class Node {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private final Sources sources;
    private final @Nullable Node parent;
    private final String step;
    private final ConfigValue value;
    private final @Nullable ConfigValue written;

    /**
     * @param step from the parent to here, as part of a path
     * @param value after substitution
     * @param written before substitution, if that is known: where a value from the environment was asked for
     */
    private Node(
            Sources sources, @Nullable Node parent, String step, ConfigValue value, @Nullable ConfigValue written) {
        this.sources = sources;
        this.parent = parent;
        this.step = step;
        this.value = value;
        this.written = written;
    }

    static Node root(ConfigObject resolved, ConfigObject written, Sources sources) {
        return new Node(sources, null, "", resolved, written);
    }

    /** Returns the value under {@code key}; {@code null} when there is none, or an explicit null. */
    @Nullable
    Node child(String key) {
        ConfigValue child = value instanceof ConfigObject object ? object.get(key) : null;
        if (child == null || child.valueType() == ConfigValueType.NULL) {
            return null;
        }
        return new Node(sources, this, quoted(key), child, writtenChild(key));
    }

    /** Returns element {@code i} of a list. */
    Node element(int i) {
        ConfigValue element = ((ConfigList) value).get(i);
        return new Node(sources, this, "[" + i + "]", element, writtenElement(i));
    }

    /** Returns the path, such as {@code pools.web.backends[0]}; empty for the root. */
    String path() {
        return parent == null ? "" : join(parent.path(), step);
    }

    /** Returns the path of what is not there: {@code steps}, one or more known keys with dots between, below this node. */
    String childPath(String steps) {
        return join(path(), steps);
    }

    /** Returns the path of a key that may be any text. */
    String unknownPath(String key) {
        return join(path(), quoted(key));
    }

    /** Returns where this stands, or where its nearest ancestor does. */
    Position at() {
        Position place = sources.position(value.origin());
        if (written != null && (place == null || isObject())) {
            // An object that borrows from another is where it borrows, not where the other stands.
            Position asked = sources.position(written.origin());
            place = asked == null ? place : asked;
        }
        if (place != null) {
            return place;
        }
        return parent == null ? new Position(0, 1) : parent.at();
    }

    ConfigValue value() {
        return value;
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
        if (value instanceof ConfigObject object) {
            return object.isEmpty() ? "{}" : "an object";
        }
        if (value instanceof ConfigList) {
            return value.render(ConfigRenderOptions.concise());
        }
        String text = scalar(value);
        return text.isEmpty() ? "\"\"" : text;
    }

    private @Nullable ConfigValue writtenChild(String key) {
        try {
            return written instanceof ConfigObject object ? object.get(key) : null;
        } catch (ConfigException.NotResolved e) {
            return null; // a merge with a substitution: its parts cannot be told apart
        }
    }

    private @Nullable ConfigValue writtenElement(int i) {
        try {
            return written instanceof ConfigList list && i < list.size() ? list.get(i) : null;
        } catch (ConfigException.NotResolved e) {
            return null;
        }
    }

    private static String quoted(String key) {
        return PLAIN_KEY.matcher(key).matches() ? key : '"' + key + '"';
    }

    private static String join(String path, String step) {
        return path.isEmpty() || step.startsWith("[") ? path + step : path + '.' + step;
    }
}
