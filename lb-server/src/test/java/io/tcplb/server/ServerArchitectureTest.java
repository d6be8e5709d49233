package io.tcplb.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The program reaches into the core through four packages only. */
class ServerArchitectureTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tcplb.server");

    @Test
    void theCoreIsReachedThroughSpecObserveControlAndSimulate() {
        noClasses()
                .that()
                .resideInAPackage("io.tcplb.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tcplb.backend..",
                        "io.tcplb.health..",
                        "io.tcplb.balance..",
                        "io.tcplb.failover..",
                        "io.tcplb.pool..",
                        "io.tcplb.session..",
                        "io.tcplb.admission..",
                        "io.tcplb.preface..",
                        "io.tcplb.net..",
                        "io.tcplb.proxy..",
                        "io.tcplb.probe..")
                .allowEmptyShould(true)
                .check(SERVER);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.tcplb.server.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(SERVER);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)(\\$.*)?")
                .allowEmptyShould(true)
                .check(SERVER);
    }
}
