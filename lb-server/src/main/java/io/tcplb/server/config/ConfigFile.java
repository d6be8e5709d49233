package io.tcplb.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Map;

/** Reads a configuration file: HOCON in, a {@link ServerConfig} or every problem out. */
public final class ConfigFile {
    private ConfigFile() {}

    /** Reads {@code file} with the environment of this process. */
    public static ServerConfig load(Path file) throws InvalidConfigException {
        return load(file, System.getenv());
    }

    /**
     * Reads {@code file}, what it includes, and nothing else: no name is resolved, no address is bound.
     *
     * @param environment what {@code ${?NAME}} may refer to when the file has no such key
     * @throws InvalidConfigException for whatever is wrong with the file, be it that there is none
     */
    public static ServerConfig load(Path file, Map<String, String> environment) throws InvalidConfigException {
        Sources sources = new Sources();
        Problems problems = new Problems(sources);
        ConfigObject written = parse(file, sources, problems);
        ConfigObject resolved = resolve(written, environment, sources, problems);
        try {
            Node root = Node.root(resolved, written, sources);
            new KeyCheck(problems).check(root, Reference.root());
            Section section = new Section(problems, root, Reference.root());
            return new ServerReader(section, problems).read(file);
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
