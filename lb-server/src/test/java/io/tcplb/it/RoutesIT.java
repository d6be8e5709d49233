package io.tcplb.it;

import io.tcplb.it.kit.Await;
import io.tcplb.it.kit.Conf;
import io.tcplb.it.kit.FreePorts;
import io.tcplb.it.kit.Lab;
import io.tcplb.it.kit.LbProcess;
import io.tcplb.it.kit.LinkEnd;
import io.tcplb.it.kit.NetworkZone;
import io.tcplb.it.kit.Scorecard;
import io.tcplb.it.kit.Sockets;
import io.tcplb.it.kit.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in which a backend cannot be reached, told apart. */
@Tag("scorecard")
class RoutesIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Map<String, String> REASONS = new TreeMap<>(Map.of(
            "refused", "connect_refused",
            "silent", "connect_timeout",
            "unreachable", "connect_unreachable",
            "prohibit", "connect_error",
            "blackhole", "connect_error"));

    @RegisterExtension
    final Lab lab = new Lab();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyWayHasItsReason(Transport transport) throws Exception {
        NetworkZone zone = lab.zone(0);
        zone.route("unreachable", "192.0.2.1");
        zone.route("prohibit", "192.0.2.2");
        zone.route("blackhole", "192.0.2.3");
        LinkEnd cut = zone.link().inside();
        Map<String, String> addresses = Map.of(
                "refused", zone.firstLink().outside().address() + ":" + FreePorts.next(),
                "silent", cut.address().replaceAll("\\d+$", "") + (lastByte(cut) - 1) + ":80",
                "unreachable", "192.0.2.1:80",
                "prohibit", "192.0.2.2:80",
                "blackhole", "192.0.2.3:80");
        cut.lose(1);
        StringBuilder conf = new StringBuilder();
        addresses.forEach((name, address) -> conf.append(Conf.listenerAt(zone.address(), name))
                .append(Conf.pool(
                        name,
                        List.of(Conf.backend("a", address)),
                        Conf.NO_CHECK,
                        "connect.timeout = 300ms, passive.action = off")));
        LbProcess lb = lab.lb(transport, zone, conf.toString());
        Map<String, String> seen = new TreeMap<>();
        for (String name : addresses.keySet()) {
            Sockets.endingOf(lb.address(name));
            Await.until("it has ended", SOON, () -> !reasons(lb, name).isEmpty());
            seen.put(name, String.join(" ", reasons(lb, name).keySet()));
        }
        Scorecard.row(
                "9d",
                "reasons of backends that cannot be reached, " + transport.key(),
                REASONS.toString(),
                seen.equals(REASONS) ? "the same" : seen.toString(),
                seen.equals(REASONS));
    }

    private static int lastByte(LinkEnd end) {
        return Integer.parseInt(end.address().replaceAll(".*\\.", ""));
    }

    private static Map<String, Long> reasons(LbProcess lb, String listener) {
        return lb.metrics().by("reason", "lb_session_end_total", "listener", listener);
    }
}
