package io.tcplb.server.config;

import io.tcplb.spec.ExpectCheck;
import io.tcplb.spec.HealthSpec;
import io.tcplb.spec.HttpCheck;

/** Reads a pool's health check. */
final class HealthReader {
    private HealthReader() {}

    static HealthSpec read(Section in) {
        HttpCheck http = http(in.section("http"));
        ExpectCheck expect = expect(in.section("expect"));
        return in.build(() -> new HealthSpec(
                in.choice("type", HealthSpec.Type.class),
                in.duration("interval"),
                in.duration("timeout"),
                in.duration("fast-interval"),
                in.share("jitter"),
                in.integer("fall"),
                in.integer("rise"),
                in.choice("initial", HealthSpec.Initial.class),
                in.integer("port"),
                http,
                expect));
    }

    private static HttpCheck http(Section in) {
        return in.build(() -> new HttpCheck(
                in.text("method"),
                in.read("path", HealthReader::headerSafe),
                in.read("host", HealthReader::headerSafe),
                in.read("status", HttpCheck.StatusRange::parse),
                in.text("body")));
    }

    private static ExpectCheck expect(Section in) {
        return in.build(() -> new ExpectCheck(in.text("send"), in.text("receive")));
    }

    /** Whatever goes into a request's head must not be able to end a line of it. */
    private static String headerSafe(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw Values.refused(text, "visible ASCII characters without spaces");
        }
        return text;
    }
}
