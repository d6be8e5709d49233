package io.tcplb.health;

import static io.tcplb.health.Health.State.CHECKING;
import static io.tcplb.health.Health.State.DOWN;
import static io.tcplb.health.Health.State.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tcplb.spec.HealthSpec;
import io.tcplb.testkit.Specs;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final HealthSpec spec = new Specs().health(); // fall 3, rise 2

    @Test
    void goesDownOnTheThirdConsecutiveFailure() {
        Health up = new Health(UP, 0, 0);
        Health afterTwo = up.afterProbe(false, spec, 10).afterProbe(false, spec, 20);
        assertThat(afterTwo).isEqualTo(new Health(UP, 2, 0));
        assertThat(afterTwo.afterProbe(false, spec, 30)).isEqualTo(new Health(DOWN, 0, 30));
    }

    @Test
    void onePassForgivesFailures() {
        Health health = new Health(UP, 2, 0).afterProbe(true, spec, 10);
        assertThat(health).isEqualTo(new Health(UP, 0, 0));
    }

    @Test
    void comesUpOnTheSecondConsecutivePass() {
        Health once = new Health(DOWN, 0, 0).afterProbe(true, spec, 10);
        assertThat(once.isUp()).isFalse();
        assertThat(once.afterProbe(false, spec, 20)).isEqualTo(new Health(DOWN, 0, 0));
        assertThat(once.afterProbe(true, spec, 20)).isEqualTo(new Health(UP, 0, 20));
    }

    @Test
    void theFirstPassBringsACheckingBackendUpHoweverManyFailuresCameBefore() {
        Health failedTwice =
                new Health(CHECKING, 0, 0).afterProbe(false, spec, 10).afterProbe(false, spec, 20);
        assertThat(failedTwice.state()).isEqualTo(CHECKING);
        assertThat(failedTwice.isUnknown()).isFalse();
        assertThat(failedTwice.afterProbe(true, spec, 30)).isEqualTo(new Health(UP, 0, 30));
        assertThat(failedTwice.afterProbe(false, spec, 30)).isEqualTo(new Health(DOWN, 0, 30));
    }

    @Test
    void isTheSameObjectWhenNothingChanged() {
        Health up = new Health(UP, 0, 0);
        Health down = new Health(DOWN, 0, 0);
        assertThat(up.afterProbe(true, spec, 10)).isSameAs(up);
        assertThat(up.up(10)).isSameAs(up);
        assertThat(down.afterProbe(false, spec, 10)).isSameAs(down);
        assertThat(down.down(10)).isSameAs(down);
    }

    @Test
    void startsAsConfigured() {
        Specs specs = new Specs();
        specs.initial = HealthSpec.Initial.DOWN;
        assertThat(Health.initial(specs.health(), 5)).isEqualTo(new Health(DOWN, 0, 5));
        specs.initial = HealthSpec.Initial.UP;
        assertThat(Health.initial(specs.health(), 5)).isEqualTo(new Health(UP, 0, 5));
        specs.initial = HealthSpec.Initial.CHECKING;
        assertThat(Health.initial(specs.health(), 5).isUnknown()).isTrue();
        specs.check = HealthSpec.Type.NONE;
        specs.initial = HealthSpec.Initial.DOWN;
        assertThat(Health.initial(specs.health(), 5).isUp()).isTrue();
    }

    /** The reference keeps the whole history and looks at its end. */
    @Test
    void agreesWithItsHistory() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Specs specs = new Specs();
            specs.fall = 1 + random.nextInt(4);
            specs.rise = 1 + random.nextInt(4);
            specs.initial = HealthSpec.Initial.values()[random.nextInt(3)];
            Health health = Health.initial(specs.health(), 0);
            String state = specs.initial.name();
            StringBuilder sinceFlip = new StringBuilder();
            for (int step = 1; step <= 40; step++) {
                boolean passed = random.nextInt(3) > 0;
                health = health.afterProbe(passed, specs.health(), step);
                sinceFlip.append(passed ? '+' : '-');
                String now = sinceFlip.toString();
                if (!state.equals("UP") && now.endsWith("+".repeat(state.equals("CHECKING") ? 1 : specs.rise))) {
                    state = "UP";
                    sinceFlip.setLength(0);
                } else if (!state.equals("DOWN") && now.endsWith("-".repeat(specs.fall))) {
                    state = "DOWN";
                    sinceFlip.setLength(0);
                }
                assertThat(health.state().name())
                        .as("seed %d step %d after %s", seed, step, now)
                        .isEqualTo(state);
            }
        }
    }
}
