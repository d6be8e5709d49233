package io.tcplb.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.AdminState;
import io.tcplb.testkit.Specs;
import org.junit.jupiter.api.Test;

class EligibilityTest {
    private static final Health UP = new Health(Health.State.UP, 0, 0);
    private static final Health DOWN = new Health(Health.State.DOWN, 0, 0);
    private static final Health CHECKING = new Health(Health.State.CHECKING, 0, 0);
    private static final Ejection OUT = Ejection.NONE.begin(new Specs().passive(), 0);

    private static Eligibility of(AdminState admin, boolean evacuated, boolean resolved, Health health, Ejection e) {
        return Eligibility.of(admin, evacuated, resolved, false, health, e);
    }

    @Test
    void namesTheFirstThingThatForbidsIt() {
        assertThat(of(AdminState.READY, false, true, UP, Ejection.NONE)).isEqualTo(Eligibility.ELIGIBLE);
        assertThat(of(AdminState.READY, false, true, UP, OUT)).isEqualTo(Eligibility.EJECTED);
        assertThat(of(AdminState.READY, false, true, DOWN, OUT)).isEqualTo(Eligibility.DOWN);
        assertThat(of(AdminState.READY, false, true, CHECKING, Ejection.NONE)).isEqualTo(Eligibility.CHECKING);
        assertThat(of(AdminState.READY, false, false, UP, Ejection.NONE)).isEqualTo(Eligibility.RESOLVING);
        assertThat(of(AdminState.READY, true, false, DOWN, OUT)).isEqualTo(Eligibility.EVACUATED);
        assertThat(of(AdminState.DRAIN, true, false, DOWN, OUT)).isEqualTo(Eligibility.DRAIN);
        assertThat(of(AdminState.MAINT, false, true, UP, Ejection.NONE)).isEqualTo(Eligibility.MAINT);
        assertThat(Eligibility.of(AdminState.READY, false, false, true, UP, Ejection.NONE))
                .isEqualTo(Eligibility.UNRESOLVED);
        assertThat(Eligibility.of(AdminState.READY, false, true, true, UP, Ejection.NONE))
                .as("the last good address is kept")
                .isEqualTo(Eligibility.ELIGIBLE);
    }
}
