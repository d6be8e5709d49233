package io.tcplb.server.admin;

import static io.netty.handler.codec.http.HttpMethod.GET;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The page at {@code /}: files of the jar, read when they are first asked for and kept. It loads nothing from elsewhere. */
final class Dashboard {
    /** What a browser lets the page do: load from here, and nothing that somebody smuggled into it. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String OWN = "/io/tcplb/server/dashboard/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private Dashboard() {}

    static List<Route> routes() {
        return List.of(
                file("/", OWN + "index.html", "text/html; charset=utf-8"),
                file("/dashboard.css", OWN + "dashboard.css", "text/css; charset=utf-8"),
                file("/dashboard.js", OWN + "dashboard.js", "text/javascript; charset=utf-8"),
                file("/troubleshooting", OWN + "troubleshooting.md", "text/plain; charset=utf-8"),
                file("/uplot.css", UPLOT + "uPlot.min.css", "text/css; charset=utf-8"),
                file("/uplot.js", UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"));
    }

    private static Route file(String path, String resource, String type) {
        Lazy body = new Lazy(resource);
        return Route.of(GET, path, call -> new Answer(HttpResponseStatus.OK, type, body.text()));
    }

    /** A balancer that nobody looks at does not carry the page. Confined to the endpoint's thread. */
    private static final class Lazy {
        private final String resource;
        private String text = "";

        Lazy(String resource) {
            this.resource = resource;
        }

        String text() {
            if (text.isEmpty()) {
                text = read();
            }
            return text;
        }

        private String read() {
            try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("the jar lacks " + resource);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
