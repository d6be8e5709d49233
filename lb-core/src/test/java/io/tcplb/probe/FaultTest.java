package io.tcplb.probe;

import static io.tcplb.probe.Fault.LOCAL;
import static io.tcplb.probe.Fault.OTHER;
import static io.tcplb.probe.Fault.REFUSED;
import static io.tcplb.probe.Fault.RESET;
import static io.tcplb.probe.Fault.TIMED_OUT;
import static io.tcplb.probe.Fault.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void readsTheErrnoOfTheEpollTransport() {
        assertThat(Fault.of(new ConnectException("connect(..) failed with error(-111): Connection refused: /10.0.0.1")))
                .isEqualTo(REFUSED);
        assertThat(Fault.of(new ConnectException("connect(..) failed with error(-110): ?")))
                .isEqualTo(TIMED_OUT);
        assertThat(Fault.of(new ConnectException("connect(..) failed with error(-99): ?")))
                .isEqualTo(LOCAL);
        assertThat(Fault.of(new NoRouteToHostException())).isEqualTo(UNREACHABLE);
        assertThat(Fault.of(new IOException("recvAddress(..) failed with error(-104): ?")))
                .isEqualTo(RESET);
        assertThat(Fault.of(new ChannelException(new IOException("socket(..) failed with error(-24): ?"))))
                .isEqualTo(LOCAL);
    }

    @Test
    void readsTheJdksTypesAndWords() {
        assertThat(Fault.of(new ConnectException("Connection refused"))).isEqualTo(REFUSED);
        assertThat(Fault.of(new ConnectException("Verbindungsaufbau abgelehnt")))
                .isEqualTo(REFUSED);
        assertThat(Fault.of(new ConnectException("Connection timed out"))).isEqualTo(TIMED_OUT);
        assertThat(Fault.of(new NoRouteToHostException("Keine Route"))).isEqualTo(UNREACHABLE);
        assertThat(Fault.of(new SocketException("Network is unreachable"))).isEqualTo(UNREACHABLE);
        assertThat(Fault.of(new BindException("Cannot assign requested address")))
                .isEqualTo(LOCAL);
        assertThat(Fault.of(new SocketException("Connection reset"))).isEqualTo(RESET);
        assertThat(Fault.of(new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory")))
                .isEqualTo(LOCAL);
    }

    @Test
    void knowsWhatItDoesNotKnow() {
        assertThat(Fault.of(new ClosedChannelException())).isEqualTo(OTHER);
        assertThat(Fault.of(new IllegalStateException("?"))).isEqualTo(OTHER);
    }
}
