package io.tcplb.bench.e2e;

import java.nio.file.Path;
import java.util.List;

/** No proxy: clients reach the first backend of each route. The upper bound of everything here. */
final class Direct implements Party {
    @Override
    public String column() {
        return DIRECT;
    }

    @Override
    public String name() {
        return DIRECT;
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public String options() {
        return "";
    }

    @Override
    public Running launch(Path directory, List<Route> routes) {
        List<Route> backends = routes.stream()
                .map(route -> new Route(route.name(), route.backends().get(0), route.backends(), false))
                .toList();
        return new Running(null, backends, 0);
    }

    @Override
    public void reload(Running running, Path directory, List<Route> routes) {
        throw new UnsupportedOperationException("no proxy has no configuration");
    }
}
