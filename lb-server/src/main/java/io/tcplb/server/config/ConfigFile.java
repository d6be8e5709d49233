package io.tcplb.server.config;

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
        return Document.read(file, environment, Reference.root(), root -> new ServerReader(root).read(file));
    }
}
