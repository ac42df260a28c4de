package io.ctrrank.live.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.live.rest.Apis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the suites of this project lie, and what they may ask. */
public final class SuiteFiles {
  /** Specifications of the plugin's APIs. */
  private static final Path PLUGIN_APIS = Path.of("../rest-api-spec/api");

  private static final Path SUITES = Path.of("../rest-api-spec/test/ctr");

  /** The few APIs of Elasticsearch that suites use besides. */
  private static final Path OTHER_APIS = Path.of("src/test/resources/rest-api-spec/api");

  private SuiteFiles() {}

  /** Every suite, in the order of the files' names. */
  public static List<SuiteFile> all() throws IOException {
    List<SuiteFile> suites = new ArrayList<>();
    try (Stream<Path> files = Files.list(SUITES)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".yml")) {
          throw new IOException("[" + file + "] is no suite; expected files *.yml");
        }
        suites.add(SuiteParser.parse(name.replace(".yml", ""), Files.readString(file, UTF_8)));
      }
    }
    return suites;
  }

  /** What suites may ask. */
  public static Apis apis() throws IOException {
    return Apis.read(List.of(PLUGIN_APIS, OTHER_APIS));
  }
}
