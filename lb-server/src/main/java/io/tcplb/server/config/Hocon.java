package io.tcplb.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HOCON library behind a wall: text in, a resolved tree or a problem out. */
final class Hocon {
    private static final Pattern UNRESOLVED = Pattern.compile("substitution to a value: (\\$\\{[^}]*})(.*)");
    private static final Pattern PLACE = Pattern.compile("^@\\d+(: [\\d-]+)?: ");
    private static final Pattern ADVICE = Pattern.compile(" \\(if you (intended|want) .*", Pattern.DOTALL);

    /** What the parser says for anything unexpected where a key or a closing brace should be. */
    private static final Pattern MISPLACED = Pattern.compile("expecting a close parentheses '\\)' here, not: (.*)");

    private static final Pattern MIXED = Pattern.compile("Cannot concatenate object or list with .*", Pattern.DOTALL);
    private static final Pattern NO_OBJECT = Pattern.compile("has type (\\w+) rather than object at file root");

    private Hocon() {}

    /** @throws ConfigException when the text is not HOCON */
    static ConfigObject parse(String text, int file, Includes includes) {
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setAllowMissing(false)
                .setOriginDescription(Sources.origin(file))
                .setIncluder(includes);
        return ConfigFactory.parseReader(new StringReader(text), options).root();
    }

    /**
     * Replaces every substitution. One that has nothing to stand for is a problem, and an empty string from then on, so
     * that the others come to light too.
     */
    static ConfigObject resolve(
            ConfigObject parsed, Map<String, String> environment, Sources sources, Problems problems)
            throws InvalidConfigException {
        Map<String, String> known = new HashMap<>(environment);
        while (true) {
            try {
                ConfigResolveOptions options = ConfigResolveOptions.noSystem().appendResolver(new Names(known));
                return parsed.toConfig().resolve(options).root();
            } catch (ConfigException.UnresolvedSubstitution e) {
                Matcher m = UNRESOLVED.matcher(String.valueOf(e.getMessage()));
                Position at = sources.position(e.origin());
                if (at == null || !m.find()) {
                    throw e;
                }
                boolean cycle = !m.group(2).isEmpty();
                String expected = cycle
                        ? "substitutions that do not lead back to themselves"
                        : "a key or an environment variable that exists";
                problems.add(at, "", m.group(1), expected);
                problems.mute(at);
                if (cycle || known.put(m.group(1).replaceAll("[${}]", ""), "") != null) {
                    throw problems.asException();
                }
            }
        }
    }

    /** Notes what the library has thrown, in one line and without its advice to rename files. */
    static void note(ConfigException e, Sources sources, Problems problems) {
        Position at = sources.position(e.origin());
        String said = String.valueOf(e.getMessage());
        said = ADVICE.matcher(PLACE.matcher(said).replaceFirst("")).replaceFirst("");
        said = MISPLACED.matcher(said).replaceFirst("unexpected $1 (expected a key or a closing brace)");
        said = MIXED.matcher(said).replaceFirst("an object or a list beside something else (expected a comma between)");
        said = NO_OBJECT.matcher(said).replaceFirst("the file is a $1 (expected keys and values)");
        problems.add(
                at == null ? new Position(0, 1) : at, "", sources.readable(said).strip(), "");
    }

    /** Looks substitutions up in the environment once the file itself has no such key. */
    private record Names(Map<String, String> known) implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String path) {
            String value = known.get(path);
            String last = path.substring(path.lastIndexOf('.') + 1);
            if (value == null && last.matches("[A-Z_][A-Z0-9_]*")) {
                value = known.get(last); // in a file included below a key, HOCON puts that key before the name
            }
            return value == null ? null : ConfigValueFactory.fromAnyRef(value, "environment variable " + path);
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
