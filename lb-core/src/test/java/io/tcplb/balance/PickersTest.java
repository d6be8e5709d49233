package io.tcplb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tcplb.backend.Backend;
import io.tcplb.spec.Algorithm;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What every algorithm owes its users. */
class PickersTest {
    private static Picker picker(Algorithm algorithm, Backend[] backends, int... weights) {
        return Pickers.of(algorithm, backends, weights, new Rotation(7));
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsPickedFromNobody(Algorithm algorithm) {
        assertThat(picker(algorithm, new Backend[0]).pick(1, Tried.NONE)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void weightZeroIsNeverPickedUnlessAllHaveIt(Algorithm algorithm) {
        Backend[] backends = Backends.of(3);
        Picker some = picker(algorithm, backends, 0, 5, 1);
        assertThat(Backends.count(backends, 5_000, n -> some.pick(n, Tried.NONE))[0])
                .isZero();
        Picker none = picker(algorithm, backends, 0, 0, 0);
        assertThat(none.pick(1, Tried.NONE)).isNotNull();
    }

    /** The one free backend must be found wherever it hides, and nothing when there is none. */
    @ParameterizedTest
    @EnumSource
    void findsTheOnlyFreeBackend(Algorithm algorithm) {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = 1 + random.nextInt(random.nextBoolean() ? 8 : 200);
            int[] weights = random.ints(size, 1, 257).toArray();
            Backend[] backends = Backends.limited(size, 1);
            Picker picker = Pickers.of(algorithm, backends, weights, new Rotation(seed));
            int free = random.nextInt(size);
            Tried tried = new Tried();
            for (int i = 0; i < size; i++) {
                if (i != free && random.nextBoolean()) {
                    tried.add(backends[i]);
                } else if (i != free) {
                    assertThat(backends[i].tryAcquire()).isTrue();
                }
            }
            for (int n = 0; n < 20; n++) {
                assertThat(picker.pick(random.nextLong(), tried))
                        .as("seed %d", seed)
                        .isSameAs(backends[free]);
            }
            assertThat(backends[free].tryAcquire()).isTrue();
            assertThat(picker.pick(random.nextLong(), tried))
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FIRST", "LEAST_CONNECTIONS"})
    void sharesFollowWeights(Algorithm algorithm) {
        Backend[] backends = Backends.of(5);
        int[] weights = {1, 2, 4, 8, 25};
        Picker picker = picker(algorithm, backends, weights);
        int picks = 200_000;
        int[] counts = Backends.count(backends, picks, n -> picker.pick(n, Tried.NONE));
        int total = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            double expected = (double) picks * weights[i] / total;
            assertThat((double) counts[i]).as("share of %d", i).isCloseTo(expected, within(0.05 * expected));
        }
    }

    /** Sessions that stay, so that load is seen. */
    @ParameterizedTest
    @EnumSource(names = {"LEAST_CONNECTIONS", "ROUND_ROBIN"})
    void keptSessionsFollowWeightsExactly(Algorithm algorithm) {
        Backend[] backends = Backends.of(3);
        Picker picker = picker(algorithm, backends, 1, 2, 3);
        for (int n = 0; n < 600; n++) {
            picker.pick(n, Tried.NONE).tryAcquire();
        }
        assertThat(Arrays.stream(backends).mapToInt(Backend::active)).containsExactly(100, 200, 300);
    }

    /** Drawn at random alone, 10,000 sessions would spread by a hundred and more. */
    @ParameterizedTest
    @EnumSource(names = "RANDOM_TWO")
    void theBetterOfTwoKeepsLoadsTogether(Algorithm algorithm) {
        Backend[] backends = Backends.of(10);
        Picker picker = picker(algorithm, backends, Backends.equal(10));
        for (int n = 0; n < 10_000; n++) {
            picker.pick(n, Tried.NONE).tryAcquire();
        }
        for (Backend backend : backends) {
            assertThat(backend.active()).isBetween(990, 1_010);
        }
    }

    /** Not so least-connections, whose choice among equals is rough because the next session corrects it. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"FIRST", "LEAST_CONNECTIONS"})
    void whoeverIsNotFreeIsReplacedByAllOthersAlike(Algorithm algorithm) {
        Backend[] backends = Backends.of(10);
        Picker picker = picker(algorithm, backends, Backends.equal(10));
        Tried tried = new Tried();
        tried.add(backends[3]);
        int[] counts = Backends.count(backends, 90_000, n -> picker.pick(n * 31, tried));
        assertThat(counts[3]).isZero();
        for (int i = 0; i < 10; i++) {
            if (i != 3) {
                assertThat(counts[i]).as("share of %d", i).isBetween(9_000, 11_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOURCE_HASH", "MAGLEV"})
    void aClientKeepsItsBackendAcrossRebuildsAndBalancers(Algorithm algorithm) {
        Picker one = Pickers.of(algorithm, Backends.of(20), Backends.equal(20), new Rotation(1));
        Picker two = Pickers.of(algorithm, Backends.of(20), Backends.equal(20), new Rotation(2));
        for (long flow = 0; flow < 1_000; flow++) {
            assertThat(one.pick(flow, Tried.NONE).id())
                    .isEqualTo(two.pick(flow, Tried.NONE).id())
                    .isEqualTo(one.pick(flow, Tried.NONE).id());
        }
    }

    /** Chi-square over 200 backends: 199 degrees of freedom, and a thousandth of all fair hashes is above 267. */
    @ParameterizedTest
    @EnumSource(names = "SOURCE_HASH")
    void manyEqualBackendsGetEqualShares(Algorithm algorithm) {
        Backend[] backends = Backends.of(200);
        Picker picker = picker(algorithm, backends, Backends.equal(200));
        int each = 1_000;
        double chiSquare = 0;
        for (int count : Backends.count(backends, 200 * each, n -> picker.pick(n, Tried.NONE))) {
            chiSquare += (double) (count - each) * (count - each) / each;
        }
        assertThat(chiSquare).isBetween(140.0, 267.0);
    }

    /** Of those that could stay, none moves with rendezvous hashing and few do with Maglev's (§5.3 of the paper). */
    @ParameterizedTest
    @EnumSource(names = {"SOURCE_HASH", "MAGLEV"})
    void oneThatLeavesMovesLittleMoreThanItsShare(Algorithm algorithm) {
        Backend[] all = Backends.of(50);
        Backend[] rest = Arrays.copyOfRange(all, 1, 50);
        Picker before = picker(algorithm, all, Backends.equal(50));
        Picker after = picker(algorithm, rest, Backends.equal(49));
        int moved = 0;
        int flows = 100_000;
        for (long flow = 0; flow < flows; flow++) {
            Backend was = before.pick(flow, Tried.NONE);
            moved += was != all[0] && was != after.pick(flow, Tried.NONE) ? 1 : 0;
        }
        assertThat(moved).isLessThanOrEqualTo(algorithm == Algorithm.SOURCE_HASH ? 0 : flows * 5 / 100);
    }

    @ParameterizedTest
    @EnumSource(names = "SOURCE_HASH")
    void moreWeightTakesFromOthersAndGivesToNobody(Algorithm algorithm) {
        Backend[] backends = Backends.of(10);
        int[] heavier = Backends.equal(10);
        heavier[4] = 3;
        Picker before = picker(algorithm, backends, Backends.equal(10));
        Picker after = picker(algorithm, backends, heavier);
        for (long flow = 0; flow < 50_000; flow++) {
            Backend is = after.pick(flow, Tried.NONE);
            assertThat(is == backends[4] || is == before.pick(flow, Tried.NONE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPickAllocatesNothing(Algorithm algorithm) {
        Backend[] backends = Backends.of(100);
        Picker picker = picker(
                algorithm, backends, new SplittableRandom(1).ints(100, 1, 257).toArray());
        Tried tried = new Tried();
        tried.add(backends[0]);
        assertThat(Allocations.during(20_000, n -> picker.pick(n, tried))).isZero();
    }
}
