package io.tcplb.server.config;

import io.tcplb.spec.AdmissionSpec;

/** Reads whom a listener lets in, and how fast. */
final class AdmissionReader {
    private AdmissionReader() {}

    static AdmissionSpec read(Section listener) {
        Section perSource = listener.section("per-source");
        return new AdmissionSpec(
                listener.count("connection-rate"),
                perSource.count("max-connections"),
                perSource.count("connection-rate"),
                Blocks.read(listener, "allow"),
                Blocks.read(listener, "deny"));
    }
}
