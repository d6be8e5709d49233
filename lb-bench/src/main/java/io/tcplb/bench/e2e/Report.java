package io.tcplb.bench.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes what a run recorded: Markdown to read, JSON to keep, SVG to look at. */
final class Report {
    private Report() {}

    /** Prints the Markdown and writes all files to {@code directory}. */
    static void write(Recording recording, Path directory) throws IOException {
        String markdown = markdown(recording);
        System.out.println(markdown);
        Files.createDirectories(directory);
        String name = "e2e-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                        .format(LocalDateTime.now(ZoneId.systemDefault()));
        Files.writeString(directory.resolve(name + ".md"), markdown, StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(name + ".json"), RecordingJson.write(recording), StandardCharsets.UTF_8);
        System.err.println("written: " + directory.resolve(name) + ".md and .json");
        Charts.write(recording, directory, name);
    }

    private static String markdown(Recording recording) {
        StringBuilder out = new StringBuilder(new Table(recording.results()).markdown());
        out.append("\nMeasured on: ")
                .append(recording.machine())
                .append(". ")
                .append(recording.method())
                .append("\n\n");
        recording
                .parties()
                .forEach((name, description) -> out.append("- ")
                        .append(name)
                        .append(": ")
                        .append(description)
                        .append('\n'));
        recording
                .failures()
                .forEach(failure -> out.append("- FAILED: ").append(failure).append('\n'));
        return out.toString();
    }
}
