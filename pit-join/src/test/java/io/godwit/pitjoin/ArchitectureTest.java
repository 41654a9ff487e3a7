package io.godwit.pitjoin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages. */
@AnalyzeClasses(packages = "io.godwit.pitjoin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule FOLDERS_DO_NOT_GO_IN_CIRCLES =
            slices().matching("io.godwit.pitjoin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_FOLDER_KNOWS_THE_DOOR = noClasses()
            .that()
            .resideInAPackage("io.godwit.pitjoin.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.godwit.pitjoin");

    @ArchTest
    static final ArchRule KEYS_KERNELS_AND_GATHERING_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.godwit.pitjoin.(key|kernel|gather)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule KERNELS_KNOW_PRIMITIVE_ARRAYS_ONLY = noClasses()
            .that()
            .resideInAPackage("io.godwit.pitjoin.kernel")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.arrow..", "io.godwit.pitjoin.batch");
}
