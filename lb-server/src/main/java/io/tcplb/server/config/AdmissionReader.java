package io.tcplb.server.config;

import io.tcplb.spec.AdmissionSpec;

/** Reads whom a listener lets in, and how fast. */
final class AdmissionReader {
    private AdmissionReader() {}

    static AdmissionSpec read(Section listener) {
        Section perSource = listener.section("per-source");
        return new AdmissionSpec(
                listener.read("connection-rate", Values::count),
                perSource.read("max-connections", Values::count),
                perSource.read("connection-rate", Values::count),
                Blocks.read(listener, "allow"),
                Blocks.read(listener, "deny"));
    }
}
