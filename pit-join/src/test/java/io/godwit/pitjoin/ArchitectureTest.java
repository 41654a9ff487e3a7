package io.godwit.pitjoin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages. */
@AnalyzeClasses(packages = "io.godwit.pitjoin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_JOIN_USES_KEYS_KERNELS_AND_GATHERING_AND_THESE_DO_NOT_KNOW_EACH_OTHER =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("join")
                    .definedBy("io.godwit.pitjoin")
                    .layer("key")
                    .definedBy("io.godwit.pitjoin.key")
                    .layer("kernel")
                    .definedBy("io.godwit.pitjoin.kernel")
                    .layer("gather")
                    .definedBy("io.godwit.pitjoin.gather")
                    .layer("timeline")
                    .definedBy("io.godwit.pitjoin.timeline")
                    .layer("spill")
                    .definedBy("io.godwit.pitjoin.spill")
                    .layer("batch")
                    .definedBy("io.godwit.pitjoin.batch")
                    .whereLayer("join")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("key")
                    .mayOnlyBeAccessedByLayers("join", "timeline")
                    .whereLayer("kernel")
                    .mayOnlyBeAccessedByLayers("join", "timeline")
                    .whereLayer("timeline")
                    .mayOnlyBeAccessedByLayers("join")
                    .whereLayer("spill")
                    .mayOnlyBeAccessedByLayers("join")
                    .whereLayer("gather")
                    .mayOnlyBeAccessedByLayers("join", "spill");

    @ArchTest
    static final ArchRule KERNELS_KNOW_PRIMITIVE_ARRAYS_ONLY = noClasses()
            .that()
            .resideInAPackage("io.godwit.pitjoin.kernel")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.arrow..", "io.godwit.pitjoin.batch");
}
