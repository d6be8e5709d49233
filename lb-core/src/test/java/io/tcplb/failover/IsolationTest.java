package io.tcplb.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.backend.Backend;
import org.junit.jupiter.api.Test;

class IsolationTest {
    private static final long WINDOW = 3_000;

    private final Isolation isolation = new Isolation();
    private final Backend a = new Backend("p", "a", 0);
    private final Backend b = new Backend("p", "b", 0);
    private final Backend c = new Backend("p", "c", 0);

    private boolean answers(Backend backend, String host, long now) {
        return isolation.probed(backend, host, true, false, WINDOW, now);
    }

    private boolean isLost(Backend backend, String host, long now) {
        return isolation.probed(backend, host, true, true, WINDOW, now);
    }

    private void allAnswer() {
        answers(a, "h1", 0);
        answers(b, "h2", 0);
        answers(c, "h2", 0);
    }

    @Test
    void suspectsItselfWhenEveryProbeIsLostAtOnce() {
        allAnswer();
        assertThat(isLost(a, "h1", 1_000)).isFalse();
        assertThat(isLost(b, "h2", 1_500)).isFalse();
        assertThat(isolation.doubtful()).isFalse();
        assertThat(isLost(c, "h2", 2_000)).isTrue();
        assertThat(isolation.isolated()).isTrue();
    }

    @Test
    void anyAnswerProvesTheNetwork() {
        allAnswer();
        isLost(a, "h1", 1_000);
        isLost(b, "h2", 1_000);
        isLost(c, "h2", 1_000);
        assertThat(answers(b, "h2", 2_000)).isTrue();
        assertThat(isolation.isolated()).isFalse();
    }

    @Test
    void neverMistakesOneHostForAllOfThem() {
        answers(a, "h1", 0);
        answers(b, "h1", 0);
        answers(c, "h1", 0);
        isLost(a, "h1", 1_000);
        isLost(b, "h1", 1_000);
        assertThat(isLost(c, "h1", 1_000)).isFalse();
    }

    @Test
    void neverOnTheWordOfTwoBackends() {
        answers(a, "h1", 0);
        answers(b, "h2", 0);
        isLost(a, "h1", 1_000);
        assertThat(isLost(b, "h2", 1_000)).isFalse();
    }

    @Test
    void doesNotCountWhoWasDownBefore() {
        allAnswer();
        isolation.probed(c, "h2", false, true, WINDOW, 500);
        isLost(a, "h1", 1_000);
        assertThat(isLost(b, "h2", 1_000)).isFalse();
    }

    @Test
    void lossesFarApartAreDeathsOfTheirOwn() {
        allAnswer();
        isLost(a, "h1", 1_000);
        isLost(b, "h2", 1_000);
        assertThat(isLost(c, "h2", 1_000 + WINDOW + 1)).isFalse();
    }

    @Test
    void isNotConvincedAgainByTheSameLosses() {
        allAnswer();
        isLost(a, "h1", 1_000);
        isLost(b, "h2", 1_000);
        isLost(c, "h2", 1_000);
        assertThat(isolation.proved()).as("a reference answered").isTrue();
        assertThat(isLost(a, "h1", 2_000)).isFalse();
        assertThat(isolation.isolated()).isFalse();
    }

    @Test
    void forgetsWhoIsNoLongerProbed() {
        allAnswer();
        Backend d = new Backend("p", "d", 0);
        answers(d, "h3", 0);
        isLost(a, "h1", 1_000);
        isLost(b, "h2", 1_000);
        isLost(c, "h2", 1_000);
        assertThat(isolation.isolated()).isFalse();
        isolation.forget(d);
        assertThat(isLost(a, "h1", 2_000)).isTrue();
    }

    @Test
    void aWiderWindowIsJudgedAnew() {
        allAnswer();
        isLost(a, "h1", 1_000);
        isLost(b, "h2", 1_000);
        assertThat(isLost(c, "h2", 1_000 + WINDOW + 1)).isFalse();
        assertThat(isLost(a, "h1", 1_000 + WINDOW + 2)).isFalse();
        assertThat(isolation.probed(b, "h2", true, true, 2 * WINDOW, 1_000 + WINDOW + 3))
                .as("by a pool that is probed less often")
                .isTrue();
    }
}
