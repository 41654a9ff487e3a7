package io.godwit.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of this module, and what it must not know of those below. */
@AnalyzeClasses(packages = "io.godwit.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_DO_NOT_GO_IN_CIRCLES =
            slices().matching("io.godwit.server.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_DOOR_SPEAKS_GRPC = noClasses()
            .that()
            .resideOutsideOfPackages("io.godwit.server.flight..", "io.godwit.server.stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.netty..");

    @ArchTest
    static final ArchRule THE_PLANNER_IS_ENTERED_BY_ITS_DOOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.godwit.planner.scan..",
                    "io.godwit.planner.sql..",
                    "io.godwit.planner.rel..",
                    "io.godwit.planner.rule..",
                    "io.godwit.planner.physical..",
                    "io.godwit.planner.operator..",
                    "io.godwit.planner.engine..",
                    "org.apache.calcite..",
                    "org.apache.parquet..");
}
