package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the charts of a recording, one file for each family of scenarios. */
final class Charts {
    private static final String JSON = ".json";

    private Charts() {}

    /** Writes {@code DIRECTORY/NAME-FAMILY.svg} for each family. */
    static void write(Recording recording, Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        for (Chart chart : Chart.of(recording.results())) {
            Path file = directory.resolve(name + "-" + chart.family() + ".svg");
            Files.writeString(file, ChartSvg.draw(recording, chart), StandardCharsets.UTF_8);
            System.err.println("written: " + file);
        }
    }

    /**
     * Draws the charts of an earlier run: {@code FILE.json [--out DIRECTORY]}, by default beside the file.
     *
     * @throws IllegalArgumentException when {@code args} are not of that form, or the file holds something else
     */
    static void redraw(List<String> args, Path workingDirectory) throws IOException {
        boolean hasOut = args.size() == 3 && args.get(1).equals("--out");
        if ((!hasOut && args.size() != 1) || !args.get(0).endsWith(JSON)) {
            throw new IllegalArgumentException(Options.USAGE);
        }
        Path file = workingDirectory.resolve(args.get(0));
        Path directory = hasOut ? workingDirectory.resolve(args.get(2)) : file.resolveSibling("");
        String name = String.valueOf(file.getFileName());
        write(
                RecordingJson.read(Files.readString(file, StandardCharsets.UTF_8)),
                directory,
                name.substring(0, name.length() - JSON.length()));
    }
}
