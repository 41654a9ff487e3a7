package io.godwit.planner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages, in the order the data passes. */
@AnalyzeClasses(packages = "io.godwit.planner", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageArrowsTest {
    private static final String DIGEST = "io.godwit.planner.digest..";
    private static final String TEMPORARY = "io.godwit.planner.temporary..";
    private static final String CATALOG = "io.godwit.planner.catalog..";
    private static final String SCAN = "io.godwit.planner.scan..";
    private static final String WRITE = "io.godwit.planner.write..";
    private static final String TRAINING = "io.godwit.planner.training..";
    private static final String SQL = "io.godwit.planner.sql..";

    @ArchTest
    static final ArchRule digestKnowsOnlyArrow = classes()
            .that()
            .resideInAPackage(DIGEST)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(DIGEST, "io.godwit.pitjoin.batch..", "org.apache.arrow..", "org.jspecify..", "java..");

    @ArchTest
    static final ArchRule statisticsKnowOnlyArrow = classes()
            .that()
            .resideInAPackage("io.godwit.planner.statistics..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.godwit.planner.statistics..",
                    "io.godwit.pitjoin.batch..",
                    "org.apache.arrow..",
                    "org.apache.datasketches..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule framesKnowNoLake = noClasses()
            .that()
            .resideInAPackage(TEMPORARY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CATALOG, SCAN, WRITE, TRAINING, SQL, "org.apache.iceberg..", "org.apache.calcite..");

    @ArchTest
    static final ArchRule catalogsKnowNeitherScanNorSql = noClasses()
            .that()
            .resideInAPackage(CATALOG)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCAN, WRITE, TRAINING, SQL, "org.apache.calcite..");

    @ArchTest
    static final ArchRule scansKnowNeitherWritersNorSql = noClasses()
            .that()
            .resideInAPackage(SCAN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WRITE, TRAINING, SQL, "org.apache.calcite..");

    @ArchTest
    static final ArchRule writersKnowNoSql = noClasses()
            .that()
            .resideInAPackage(WRITE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRAINING, SQL, "org.apache.calcite..");

    @ArchTest
    static final ArchRule trainingKnowsQueriesButNotSql = noClasses()
            .that()
            .resideInAPackage(TRAINING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SQL, "org.apache.calcite..");

    @ArchTest
    static final ArchRule trainingDoesNotGoInCircles =
            slices().matching("io.godwit.planner.training.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule parquetDoesNotGoInCircles =
            slices().matching("io.godwit.planner.scan.parquet.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule scansDoNotGoInCircles =
            slices().matching("io.godwit.planner.scan.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyScansKnowTheFormats = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.godwit.planner.scan", "io.godwit.planner.scan.parquet..", "io.godwit.planner.scan.record..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.godwit.planner.scan.parquet..", "io.godwit.planner.scan.record..");

    @ArchTest
    static final ArchRule partsOfScansDoNotKnowTheWhole = noClasses()
            .that()
            .resideInAPackage("io.godwit.planner.scan.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.godwit.planner.scan");

    @ArchTest
    static final ArchRule sqlDoesNotGoInCircles =
            slices().matching("io.godwit.planner.sql.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsOfSqlDoNotKnowTheWhole = noClasses()
            .that()
            .resideInAPackage("io.godwit.planner.sql.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.godwit.planner.sql");

    @ArchTest
    static final ArchRule nothingHereHasHeardOfFlight = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.godwit.server..", "io.grpc..", "org.apache.arrow.flight..");
}
