package io.ctrrank.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/contracts.md promises is held by tests of that name. */
final class ContractsPageTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern ROW = Pattern.compile("\\| (?!promise )[^|]+\\|[^|]+\\|");
  private static final String TEST_SOURCES = "src/test/java";

  @Test
  void everyPromise_isHeldByTestsThatExist() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/contracts.md"));
    Map<String, List<String>> sources = sourcesOfTests();

    assertThat(page.lines().filter(line -> ROW.matcher(line).matches()))
        .hasSizeGreaterThan(40)
        .allSatisfy(row -> assertThat(NAME.matcher(row).find()).as(row).isTrue());
    for (MatchResult name : NAME.matcher(page).results().toList()) {
      Pattern method = Pattern.compile("\\bvoid " + name.group(2) + "\\s*\\(");
      assertThat(sources.getOrDefault(name.group(1), List.of()))
          .as(name.group())
          .anyMatch(source -> method.matcher(source).find());
    }
  }

  /** By the simple names of their classes, over all modules. */
  private static Map<String, List<String>> sourcesOfTests() throws IOException {
    Map<String, List<String>> sources = new HashMap<>();
    List<Path> modules = new ArrayList<>(List.of(ROOT.resolve("integration-tests")));
    try (Stream<Path> folders = Files.list(ROOT.resolve("src"))) {
      modules.addAll(folders.toList());
    }
    for (Path module : modules) {
      Path tests = module.resolve(TEST_SOURCES);
      if (!Files.isDirectory(tests)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.computeIfAbsent(name, unused -> new ArrayList<>()).add(Files.readString(file));
        }
      }
    }
    return sources;
  }
}
