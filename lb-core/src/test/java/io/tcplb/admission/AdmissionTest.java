package io.tcplb.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.observe.CloseReason;
import io.tcplb.spec.AdmissionSpec;
import io.tcplb.spec.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final long SECOND = 1_000_000_000;
    private static final InetAddress A = address("192.0.2.1");
    private static final InetAddress B = address("192.0.2.2");

    private long now = Long.MAX_VALUE - SECOND; // the clock may start anywhere, and wrap

    @Test
    void denyWinsAndAnEmptyAllowAdmitsAll() {
        Cidr all = Cidr.of(address("192.0.2.0"), 24);
        Cidr one = Cidr.of(A, 32);
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(), List.of()), A)).isNull();
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(all), List.of()), A))
                .isNull();
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(all), List.of(one)), A))
                .isEqualTo(CloseReason.DENIED);
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(all), List.of(one)), B))
                .isNull();
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(), List.of(one)), A))
                .isEqualTo(CloseReason.DENIED);
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(one), List.of()), B))
                .isEqualTo(CloseReason.DENIED);
        assertThat(refusal(new AdmissionSpec(0, 0, 0, List.of(one), List.of()), address("::1")))
                .isEqualTo(CloseReason.DENIED);
    }

    @Test
    void aUnixClientHasNoAddressToBeRefusedFor() {
        Admission admission =
                new Admission(new AdmissionSpec(0, 1, 1, List.of(Cidr.of(A, 32)), List.of(Cidr.of(A, 32))), now);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.admit(null, now).refusal()).isNull();
        }
        assertThat(admission.sources()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 999, 10_000, 1_000_000})
    void theListenersRateAdmitsOneSecondsWorthAtOnceAndThenOneAtATime(int rate) {
        Admission admission = new Admission(new AdmissionSpec(rate, 0, 0, List.of(), List.of()), now);
        assertThat(admitted(admission)).isEqualTo(rate);
        now += SECOND / rate - 1;
        assertThat(admission.admitsAnother(now)).isFalse();
        now += 2;
        assertThat(admitted(admission)).isEqualTo(1);
        now += 3600 * SECOND;
        assertThat(admitted(admission)).isEqualTo(rate);
    }

    @Test
    void overALongTimeTheRateIsTheRate() {
        for (int rate : new int[] {1, 3, 70, 1000}) {
            Admission admission = new Admission(new AdmissionSpec(rate, 0, 0, List.of(), List.of()), now);
            int admitted = 0;
            for (int i = 0; i < 20_000; i++) {
                now += SECOND / 2000;
                admitted += admission.admitsAnother(now) ? 1 : 0;
            }
            assertThat(admitted).as("rate %d", rate).isBetween(rate * 10 + rate - 1, rate * 10 + rate + 1);
        }
    }

    @Test
    void noRateIsNoLimit() {
        Admission admission = new Admission(AdmissionSpec.OPEN, now);
        for (int i = 0; i < 100_000; i++) {
            assertThat(admission.admitsAnother(now)).isTrue();
        }
    }

    @Test
    void aSourceHasSoManySessionsAndNoMore() {
        Admission admission = new Admission(new AdmissionSpec(0, 2, 0, List.of(), List.of()), now);
        Ticket first = admission.admit(A, now);
        Ticket second = admission.admit(A, now);
        assertThat(first.refusal()).isNull();
        assertThat(second.refusal()).isNull();
        Ticket third = admission.admit(A, now);
        assertThat(third.refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        assertThat(admission.admit(B, now).refusal()).isNull();
        third.release();
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        first.release();
        assertThat(admission.admit(A, now).refusal()).isNull();
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
    }

    @Test
    void aSourceHasARateOfItsOwn() {
        Admission admission = new Admission(new AdmissionSpec(0, 0, 5, List.of(), List.of()), now);
        for (int i = 0; i < 5; i++) {
            assertThat(admission.admit(A, now).refusal()).isNull();
        }
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        assertThat(admission.admit(B, now).refusal()).isNull();
        now += SECOND / 5;
        assertThat(admission.admit(A, now).refusal()).isNull();
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
    }

    @Test
    void whoIsRefusedPaysNothing() {
        Admission admission = new Admission(new AdmissionSpec(0, 1, 2, List.of(), List.of()), now);
        Ticket only = admission.admit(A, now);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        }
        only.release();
        assertThat(admission.admit(A, now).refusal()).isNull();
    }

    @Test
    void ipv6SourcesAreNetworksOf64BitsAndMappedOnesAreIpv4() throws UnknownHostException {
        Admission admission = new Admission(new AdmissionSpec(0, 1, 0, List.of(), List.of()), now);
        assertThat(admission.admit(address("2001:db8:0:1::1"), now).refusal()).isNull();
        assertThat(admission.admit(address("2001:db8:0:1:ffff::2"), now).refusal())
                .isEqualTo(CloseReason.RATE_LIMITED);
        assertThat(admission.admit(address("2001:db8:0:2::1"), now).refusal()).isNull();
        assertThat(admission.admit(A, now).refusal()).isNull();
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(A.getAddress(), 0, mapped, 12, 4);
        InetAddress neverFolded = Inet6Address.getByAddress(null, mapped, -1);
        assertThat(admission.admit(neverFolded, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        assertThat(admission.admit(address("0:0:c000:201::"), now).refusal())
                .as("the same bits, another family")
                .isNull();
    }

    @Test
    void aReloadKeepsCountsAndBuckets() {
        Admission admission = new Admission(new AdmissionSpec(10, 3, 10, List.of(), List.of()), now);
        assertThat(admitted(admission)).isEqualTo(10);
        List<Ticket> tickets = new ArrayList<>(List.of(admission.admit(A, now), admission.admit(A, now)));
        admission.update(new AdmissionSpec(100, 2, 10, List.of(), List.of()), now);
        assertThat(admission.admitsAnother(now))
                .as("an empty bucket stays empty")
                .isFalse();
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        admission.update(new AdmissionSpec(0, 4, 2, List.of(), List.of()), now);
        assertThat(admission.admitsAnother(now)).isTrue();
        tickets.add(admission.admit(A, now));
        assertThat(tickets.get(2).refusal()).isNull();
        admission.update(new AdmissionSpec(0, 3, 0, List.of(), List.of(Cidr.of(B, 32))), now);
        assertThat(admission.admit(A, now).refusal()).isEqualTo(CloseReason.RATE_LIMITED);
        assertThat(admission.admit(B, now).refusal()).isEqualTo(CloseReason.DENIED);
        tickets.forEach(Ticket::release);
        for (int i = 0; i < 3; i++) {
            assertThat(admission.admit(A, now).refusal()).isNull();
        }
    }

    @Test
    void anyRateIsAtMostASecondAwayFromAnyOther() {
        for (int before : new int[] {1, 2, 1000}) {
            for (int after : new int[] {1, 2, 1000}) {
                Admission admission = new Admission(new AdmissionSpec(before, 0, 0, List.of(), List.of()), now);
                admitted(admission);
                admission.update(new AdmissionSpec(after, 0, 0, List.of(), List.of()), now);
                now += SECOND;
                assertThat(admission.admitsAnother(now))
                        .as("%d to %d", before, after)
                        .isTrue();
            }
        }
    }

    private int admitted(Admission admission) {
        int admitted = 0;
        while (admitted < 2_000_000 && admission.admitsAnother(now)) { // the highest rate is a million
            admitted++;
        }
        return admitted;
    }

    private CloseReason refusal(AdmissionSpec spec, InetAddress client) {
        return new Admission(spec, now).admit(client, now).refusal();
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
