package io.ctrrank.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The dependency rules of docs/architecture.md. */
@AnalyzeClasses(
    packages = "io.ctrrank",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeFixtures.class
    })
final class ArchitectureTest {
  private static final String CORE = "io.ctrrank.core..";
  private static final String RUNTIME = "io.ctrrank.runtime..";
  private static final String PLUGIN = "io.ctrrank.plugin..";
  private static final String TRAINER = "io.ctrrank.trainer..";
  private static final String LIVE = "io.ctrrank.live..";

  @ArchTest
  static final ArchRule CORE_IS_PLAIN_JAVA =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  CORE,
                  "java.lang..",
                  "java.util..",
                  // A deadline is so much time away.
                  "java.time",
                  // Fingerprints are hashes of bytes.
                  "java.nio",
                  "java.nio.charset",
                  "java.security",
                  "org.jspecify.."))
          .because("the core holds what training and serving share, whatever hosts it");

  @ArchTest
  static final ArchRule CORE_HAS_NO_THREADS =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
          .orShould()
          .dependOnClassesThat(nameMatching("java\\.lang\\.(Thread|Process|Runtime).*"));

  @ArchTest
  static final ArchRule RUNTIME_KNOWS_ONLY_CORE =
      noClasses()
          .that()
          .resideInAPackage(RUNTIME)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  PLUGIN, TRAINER, LIVE, "org.elasticsearch..", "org.apache.lucene.."));

  @ArchTest
  static final ArchRule PLUGIN_KNOWS_NO_TRAINER =
      noClasses()
          .that()
          .resideInAPackage(PLUGIN)
          .should()
          .dependOnClassesThat(resideInAnyPackage(TRAINER, LIVE));

  @ArchTest
  static final ArchRule TRAINER_KNOWS_NO_PLUGIN =
      noClasses()
          .that()
          .resideInAPackage(TRAINER)
          .should()
          .dependOnClassesThat(resideInAnyPackage(PLUGIN, LIVE));

  @ArchTest
  static final ArchRule ELASTICSEARCH_STAYS_IN_THE_PLUGIN =
      noClasses()
          .that(not(resideInAnyPackage(PLUGIN, LIVE)))
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.elasticsearch..", "org.apache.lucene.."));

  @ArchTest
  static final ArchRule ONNX_RUNTIME_STAYS_IN_ITS_PACKAGE =
      onlyIn("io.ctrrank.runtime.onnx..", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule REDIS_STAYS_IN_ITS_PACKAGE =
      onlyIn("io.ctrrank.runtime.redis..", "redis.clients..");

  @ArchTest
  static final ArchRule LIBTORCH_STAYS_IN_ITS_PACKAGE =
      onlyIn("io.ctrrank.trainer.torch..", "org.bytedeco..");

  @ArchTest
  static final ArchRule CHAT_CLIENTS_STAY_IN_THEIR_PACKAGE =
      onlyIn("io.ctrrank.trainer.chat..", "dev.langchain4j..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.ctrrank.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule STATE_IS_NEVER_STATIC =
      fields()
          .that()
          .areStatic()
          .and()
          // A JVM loads a native library once: that state is the process's own.
          .areNotDeclaredIn("io.ctrrank.runtime.natives.NativeLibraries")
          .should()
          .beFinal()
          .because("whoever needs an object is given it: no singletons, no global switches");

  @ArchTest
  static final ArchRule NOBODY_HANDS_OUT_SINGLETONS =
      methods()
          .that()
          .haveModifier(JavaModifier.STATIC)
          .should()
          .haveNameNotMatching("(getInstance|instance|get[A-Z]\\w*Instance)")
          .allowEmptyShould(true);

  @ArchTest
  static void everyPackageIsNullMarkedAndSaysItsJob(JavaClasses classes) {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!type.getPackageName().startsWith("io.ctrrank.benchmarks")
          && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(type.getPackageName());
      }
    }
    assertThat(unmarked).as("packages without @NullMarked package-info").isEmpty();
  }

  @ArchTest
  static void noPackageIsSplitOverModules(JavaClasses classes) {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (JavaClass type : classes) {
      type.getSource()
          .ifPresent(
              source -> {
                String uri = source.getUri().toString();
                String root = uri.substring(0, uri.indexOf("io/ctrrank/"));
                modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(root);
              });
    }
    assertThat(modules).hasSizeGreaterThan(10);
    assertThat(modules).allSatisfy((name, roots) -> assertThat(roots).as(name).hasSize(1));
  }

  /** Fixtures that modules lend each other are tests, wherever they are packed. */
  static final class DoNotIncludeFixtures implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static ArchRule onlyIn(String home, String library) {
    return noClasses()
        .that(not(resideInAPackage(home)))
        .should()
        .dependOnClassesThat(resideInAPackage(library));
  }
}
