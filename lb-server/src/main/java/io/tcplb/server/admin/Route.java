package io.tcplb.server.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.tcplb.control.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One method on one path. */
record Route(HttpMethod method, List<String> pattern, Action action) {
    /** What it does. */
    interface Action {
        Answer run(Call call) throws RefusedException, BadCallException;
    }

    /** @param pattern a path in which {@code {}} stands for any one segment */
    static Route of(HttpMethod method, String pattern, Action action) {
        return new Route(method, segments(pattern), action);
    }

    /** Returns a path between its slashes, not yet decoded: an escaped slash is part of a name. */
    static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** Returns whether the route changes anything. */
    boolean changes() {
        return !method.equals(HttpMethod.GET);
    }

    /** Returns the names in the path; {@code null} when it is another path. */
    @Nullable
    List<String> match(List<String> path) {
        if (path.size() != pattern.size()) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            if (pattern.get(i).equals("{}")) {
                names.add(QueryStringDecoder.decodeComponent(path.get(i).replace("+", "%2B")));
            } else if (!pattern.get(i).equals(path.get(i))) {
                return null;
            }
        }
        return names;
    }
}
