package io.tcplb.server.config;

import java.util.HashMap;
import java.util.Map;

/** HOCON's names for units of time and size, as far as lb has a use for them. */
final class Units {
    private Units() {}

    static Map<String, Long> nanos() {
        Map<String, Long> units = new HashMap<>();
        name(units, 1L, "ns", "nano", "nanos", "nanosecond", "nanoseconds");
        name(units, 1_000L, "us", "micro", "micros", "microsecond", "microseconds");
        name(units, 1_000_000L, "ms", "milli", "millis", "millisecond", "milliseconds");
        name(units, 1_000_000_000L, "s", "second", "seconds");
        name(units, 60_000_000_000L, "m", "minute", "minutes");
        name(units, 3_600_000_000_000L, "h", "hour", "hours");
        name(units, 86_400_000_000_000L, "d", "day", "days");
        return Map.copyOf(units);
    }

    static Map<String, Long> bytes() {
        Map<String, Long> units = new HashMap<>();
        name(units, 1L, "", "B", "b", "byte", "bytes");
        name(units, 1_000L, "kB", "kilobyte", "kilobytes");
        name(units, 1_000_000L, "MB", "megabyte", "megabytes");
        name(units, 1_000_000_000L, "GB", "gigabyte", "gigabytes");
        name(units, 1L << 10, "K", "k", "Ki", "KiB", "kibibyte", "kibibytes");
        name(units, 1L << 20, "M", "m", "Mi", "MiB", "mebibyte", "mebibytes");
        name(units, 1L << 30, "G", "g", "Gi", "GiB", "gibibyte", "gibibytes");
        return Map.copyOf(units);
    }

    private static void name(Map<String, Long> units, long factor, String... names) {
        for (String name : names) {
            units.put(name, factor);
        }
    }
}
