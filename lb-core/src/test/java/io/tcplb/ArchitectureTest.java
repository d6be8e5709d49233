package io.tcplb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which package may know what. A rule that fails here is a design question, not a formality. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tcplb");

    private static final String SPEC = "io.tcplb.spec..";
    private static final String[] PURE = {
        SPEC,
        "io.tcplb.backend..",
        "io.tcplb.health..",
        "io.tcplb.balance..",
        "io.tcplb.failover..",
        "io.tcplb.pool..",
        "io.tcplb.admission..",
        "io.tcplb.preface..",
        "io.tcplb.session..",
        "io.tcplb.simulate..",
        "io.tcplb.observe.."
    };
    private static final String[] SHELL = {"io.tcplb.net..", "io.tcplb.proxy..", "io.tcplb.probe.."};
    private static final String CONTROL = "io.tcplb.control..";

    @Test
    void decisionsKnowNothingOfSocketsOrLogs() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "org.slf4j..", "io.micrometer..", "java.nio.channels..")
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void decisionsAreGivenTheTimeAndTheDice() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(Random.class, long.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void decisionsTakeNoLocks() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent.locks..")
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void theSpecDependsOnNothingElse() {
        noClasses()
                .that()
                .resideInAPackage(SPEC)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(SPEC, "java..", "org.jspecify..")
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void decisionsDoNotKnowWhoCarriesThemOut() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SHELL)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage(CONTROL)
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void theShellDoesNotKnowTheControlLoop() {
        noClasses()
                .that()
                .resideInAnyPackage(SHELL)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CONTROL)
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.tcplb.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)(\\$.*)?")
                .allowEmptyShould(true)
                .check(CORE);
    }
}
