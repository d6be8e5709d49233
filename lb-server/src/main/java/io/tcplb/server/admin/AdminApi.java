package io.tcplb.server.admin;

import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.POST;
import static io.netty.handler.codec.http.HttpMethod.PUT;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import io.tcplb.control.LoadBalancer;
import io.tcplb.control.Operations;
import io.tcplb.control.RefusedException;
import io.tcplb.observe.SessionView;
import io.tcplb.server.timeline.Event;
import io.tcplb.server.timeline.EventJson;
import io.tcplb.server.timeline.Timeline;
import io.tcplb.spec.AdminState;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the API does, one route after the other. Confined to the endpoint's thread, which it may block. */
final class AdminApi {
    static final String EVENTS = "/v1/events";

    private final String version;
    private final Supplier<@Nullable LoadBalancer> balancer;
    private final Supplier<@Nullable Reloads> reloads;
    private final Timeline timeline;
    private final Rates rates = new Rates();

    /**
     * @param balancer {@code null} before it has started
     * @param reloads {@code null} before it has started
     */
    AdminApi(
            String version,
            Supplier<@Nullable LoadBalancer> balancer,
            Supplier<@Nullable Reloads> reloads,
            Timeline timeline) {
        this.version = version;
        this.balancer = balancer;
        this.reloads = reloads;
        this.timeline = timeline;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/v1/status", this::status),
                Route.of(GET, "/v1/sessions", this::sessions),
                Route.of(DELETE, "/v1/sessions/{}", this::closeSession),
                Route.of(GET, EVENTS, this::events),
                Route.of(POST, "/v1/reload", this::reload),
                Route.of(PUT, "/v1/pools/{}/backends/{}/admin", this::admin),
                Route.of(PUT, "/v1/pools/{}/backends/{}/weight", this::weight),
                Route.of(POST, "/v1/pools/{}/failback", this::failback),
                Route.of(GET, "/v1/pools/{}/explain", this::explain),
                Route.of(POST, "/v1/zones/{}/evacuate", this::evacuate),
                Route.of(POST, "/v1/zones/{}/return", this::returnZone));
    }

    /** Takes note of the counters, once a second. */
    void sample() {
        LoadBalancer running = balancer.get();
        if (running != null) {
            rates.sample(running::totals, System.nanoTime());
        }
    }

    private LoadBalancer running() {
        return Started.require(balancer);
    }

    private Operations operations() {
        return running().operations();
    }

    private Answer status(Call call) {
        return Answer.ok(StatusJson.of(version, running().status(), rates));
    }

    private Answer sessions(Call call) throws RefusedException {
        List<SessionView> sessions = operations().sessions(call.parameter("pool"));
        return Answer.ok(SessionsJson.of(sessions));
    }

    private Answer closeSession(Call call) throws RefusedException, BadCallException {
        long id = Fields.whole("the session's number", call.name(0));
        operations().close(id);
        return Answer.DONE;
    }

    private Answer events(Call call) throws BadCallException {
        StringBuilder lines = new StringBuilder();
        for (Event event : timeline.after(Fields.since(call.parameter("since")), Timeline.KEPT)) {
            lines.append(EventJson.of(event)).append('\n');
        }
        return new Answer(HttpResponseStatus.OK, Answer.JSON_LINES, lines.toString());
    }

    private Answer reload(Call call) throws BadCallException {
        boolean dryRun = Fields.flag("dry-run", call.parameter("dry-run"));
        return ReloadJson.of(Started.require(reloads).reload(dryRun, call.origin()), dryRun);
    }

    private Answer admin(Call call) throws RefusedException, BadCallException {
        Fields fields = new Fields(call.body(), "state", "for");
        AdminState state = fields.state("state");
        Duration duration = fields.duration("for");
        operations().admin(call.name(0), call.name(1), state, duration, call.origin());
        return Answer.DONE;
    }

    private Answer weight(Call call) throws RefusedException, BadCallException {
        int weight = new Fields(call.body(), "weight").weight("weight");
        operations().weight(call.name(0), call.name(1), weight, call.origin());
        return Answer.DONE;
    }

    private Answer failback(Call call) throws RefusedException, BadCallException {
        new Fields(call.body());
        operations().failback(call.name(0), call.origin());
        return Answer.DONE;
    }

    private Answer explain(Call call) throws RefusedException, BadCallException {
        String text = call.parameter("client");
        InetAddress client = null;
        if (text != null && !text.isEmpty()) {
            client = NetUtil.createInetAddressFromIpAddressString(text);
            if (client == null) {
                throw new BadCallException("client: " + text + " (expected an IP address)");
            }
        }
        return Answer.ok(ExplanationJson.of(operations().explain(call.name(0), client)));
    }

    private Answer evacuate(Call call) throws RefusedException, BadCallException {
        Fields fields = new Fields(call.body(), "for", "force");
        operations().evacuate(call.name(0), fields.duration("for"), fields.flag("force"), call.origin());
        return Answer.DONE;
    }

    private Answer returnZone(Call call) throws RefusedException, BadCallException {
        new Fields(call.body());
        operations().returnZone(call.name(0), call.origin());
        return Answer.DONE;
    }
}
