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
                in.read("type", text -> Values.choice(HealthSpec.Type.class, text)),
                in.read("interval", Values::duration),
                in.read("timeout", Values::duration),
                in.read("fast-interval", Values::duration),
                in.read("jitter", Values::share),
                in.read("fall", Values::integer),
                in.read("rise", Values::integer),
                in.read("initial", text -> Values.choice(HealthSpec.Initial.class, text)),
                in.read("port", Values::integer),
                http,
                expect));
    }

    private static HttpCheck http(Section in) {
        return in.build(() -> new HttpCheck(
                in.read("method", Values::text),
                in.read("path", HealthReader::headerSafe),
                in.read("host", HealthReader::headerSafe),
                in.read("status", HttpCheck.StatusRange::parse),
                in.read("body", Values::text)));
    }

    private static ExpectCheck expect(Section in) {
        return in.build(() -> new ExpectCheck(in.read("send", Values::text), in.read("receive", Values::text)));
    }

    /** Whatever goes into a request's head must not be able to end a line of it. */
    private static String headerSafe(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw Values.refused(text, "visible ASCII characters without spaces");
        }
        return text;
    }
}
