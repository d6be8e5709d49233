package io.tcplb.preface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * First bytes as files: recorded from real programs, made by hand ({@code made-}), wrong ({@code bad-}), or found by
 * the fuzzer ({@code found-}). They are its seeds, too.
 */
final class Corpus {
    private Corpus() {}

    static Path directory(String kind) {
        Path here = Path.of("src/test/resources/io/tcplb/preface", kind);
        return Files.exists(here) ? here : Path.of("lb-core").resolve(here);
    }

    static byte[] read(String kind, String name) throws IOException {
        return Files.readAllBytes(directory(kind).resolve(name));
    }

    static SortedMap<String, byte[]> all(String kind) throws IOException {
        SortedMap<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory(kind))) {
            for (Path file : files.toList()) {
                inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return inputs;
    }
}
