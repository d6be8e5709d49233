package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.backend.Backend;
import io.tcplb.spec.Share;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrickleTest {
    private final Backend standby = Backends.of(1)[0];

    @Test
    void sendsExactlyItsShareEvenlySpaced() {
        for (double percent : new double[] {0, 0.5, 5, 33, 50, 100}) {
            Trickle trickle = new Trickle(standby, new Share(percent), new AtomicInteger(17));
            int sent = 0;
            int longestGap = 0;
            int gap = 0;
            for (int i = 0; i < 10_000; i++) {
                boolean turn = trickle.turn() != null;
                sent += turn ? 1 : 0;
                gap = turn ? 0 : gap + 1;
                longestGap = Math.max(longestGap, gap);
            }
            assertThat(sent).isEqualTo((int) (percent * 100));
            assertThat(longestGap).isLessThanOrEqualTo(percent == 0 ? 10_000 : (int) Math.ceil(100 / percent));
        }
    }

    @Test
    void goesOnWhereTheOneBeforeLeftOff() {
        AtomicInteger sequence = new AtomicInteger();
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            sent += new Trickle(standby, new Share(10), sequence).turn() != null ? 1 : 0;
        }
        assertThat(sent).isEqualTo(10);
    }

    @Test
    void survivesTheWrapOfItsCounter() {
        Trickle trickle = new Trickle(standby, new Share(50), new AtomicInteger(Integer.MAX_VALUE - 5));
        int sent = 0;
        for (int i = 0; i < 40; i++) {
            sent += trickle.turn() != null ? 1 : 0;
        }
        assertThat(sent).isBetween(19, 21);
    }

    @Test
    void withoutAStandbyNobodyIsSent() {
        assertThat(Trickle.NONE.turn()).isNull();
        assertThat(new Trickle(null, new Share(50), new AtomicInteger()).standby())
                .isNull();
        assertThat(new Trickle(standby, Share.NONE, new AtomicInteger()).standby())
                .isNull();
    }
}
