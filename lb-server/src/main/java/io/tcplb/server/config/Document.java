package io.tcplb.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Map;

/**
 * A HOCON file that is read against a reference, which knows every key and its default in the shape of {@code
 * conf/reference.conf}. Unknown keys are problems from the start; whoever reads it adds the others.
 */
public final class Document {
    /** Reads a document, whose problems come to light all at once at the end of it. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(Section root) throws InvalidConfigException;
    }

    private Document() {}

    /** Parses a reference. */
    public static ConfigObject reference(Reader text) {
        return ConfigFactory.parseReader(text).root();
    }

    /**
     * Reads {@code file}, what it includes, and nothing else.
     *
     * @param environment what {@code ${?NAME}} may refer to when the file has no such key
     * @throws InvalidConfigException for whatever is wrong with the file, be it that there is none
     */
    public static <T> T read(Path file, Map<String, String> environment, ConfigObject reference, Reading<T> reading)
            throws InvalidConfigException {
        Sources sources = new Sources();
        Problems problems = new Problems(sources);
        ConfigObject written = parse(file, sources, problems);
        ConfigObject resolved = resolve(written, environment, sources, problems);
        try {
            Node root = Node.root(resolved, written, sources);
            new KeyCheck(problems).check(root, reference);
            T read = reading.read(new Section(problems, root, reference));
            problems.throwIfAny();
            return read;
        } catch (StackOverflowError e) {
            throw tooDeep(problems);
        }
    }

    private static ConfigObject parse(Path file, Sources sources, Problems problems) throws InvalidConfigException {
        try {
            String text = SourceText.read(file);
            ConfigObject parsed = new Includes(sources, problems).parse(file, sources.add(file.toString(), text), text);
            problems.throwIfAny();
            return parsed;
        } catch (SourceText.UnusableException e) {
            problems.add(new Position(sources.add(file.toString(), ""), e.line), "", e.value, e.expected);
        } catch (ConfigException e) {
            Hocon.note(e, sources, problems);
        } catch (StackOverflowError e) {
            throw tooDeep(problems);
        }
        throw problems.asException();
    }

    private static ConfigObject resolve(
            ConfigObject written, Map<String, String> environment, Sources sources, Problems problems)
            throws InvalidConfigException {
        try {
            return Hocon.resolve(written, environment, sources, problems);
        } catch (ConfigException e) {
            Hocon.note(e, sources, problems);
        } catch (StackOverflowError e) {
            throw tooDeep(problems);
        }
        throw problems.asException();
    }

    /** The parser recurses: its stack is the limit, and a file that reaches it is no configuration. */
    private static InvalidConfigException tooDeep(Problems problems) {
        problems.add(new Position(0, 1), "", "nested too deeply", "a configuration");
        return problems.asException();
    }
}
