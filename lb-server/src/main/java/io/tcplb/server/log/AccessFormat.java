package io.tcplb.server.log;

import io.netty.util.NetUtil;
import io.tcplb.observe.SessionSummary;
import java.net.InetSocketAddress;

/** How one ended session becomes one line. The field names are the same in both forms. */
public enum AccessFormat {
    /** {@code TIME session=1 listener=web client=192.0.2.7:5123 … reason=client_closed}. */
    TEXT {
        @Override
        void write(SessionSummary session, long epochMillis, LineBuffer out) {
            out.time(epochMillis).ascii(" session=").number(session.id());
            out.ascii(" listener=").textValue(session.listener());
            out.ascii(" client=").textValue(client(session.client()));
            out.ascii(" pool=").textValue(session.pool());
            out.ascii(" backend=").textValue(session.backend());
            out.ascii(" attempts=").number(session.attempts());
            out.ascii(" bytes_to_backend=").number(session.bytesToBackend());
            out.ascii(" bytes_to_client=").number(session.bytesToClient());
            out.ascii(" wait_ms=").millis(session.waitNanos());
            out.ascii(" connect_ms=").millis(session.connectNanos());
            out.ascii(" duration_ms=").millis(session.durationNanos());
            out.ascii(" reason=").ascii(session.reason().key());
            out.endLine();
        }
    },
    /** One JSON object; a field that does not apply is {@code null}. */
    JSON {
        @Override
        void write(SessionSummary session, long epochMillis, LineBuffer out) {
            out.ascii("{\"time\":\"").time(epochMillis).ascii("\",\"session\":").number(session.id());
            out.ascii(",\"listener\":").jsonValue(session.listener());
            out.ascii(",\"client\":").jsonValue(client(session.client()));
            out.ascii(",\"pool\":").jsonValue(session.pool());
            out.ascii(",\"backend\":").jsonValue(session.backend());
            out.ascii(",\"attempts\":").number(session.attempts());
            out.ascii(",\"bytes_to_backend\":").number(session.bytesToBackend());
            out.ascii(",\"bytes_to_client\":").number(session.bytesToClient());
            out.ascii(",\"wait_ms\":").millis(session.waitNanos());
            out.ascii(",\"connect_ms\":").millis(session.connectNanos());
            out.ascii(",\"duration_ms\":").millis(session.durationNanos());
            out.ascii(",\"reason\":\"").ascii(session.reason().key()).ascii("\"}");
            out.endLine();
        }
    };

    abstract void write(SessionSummary session, long epochMillis, LineBuffer out);

    /** {@code null} is a client of a unix socket, which has no address. */
    private static String client(@org.jspecify.annotations.Nullable InetSocketAddress client) {
        return client == null ? "" : NetUtil.toSocketAddressString(client);
    }
}
