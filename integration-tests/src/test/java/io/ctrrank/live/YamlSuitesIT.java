package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.rest.Apis;
import io.ctrrank.live.rest.RestClient;
import io.ctrrank.live.yaml.SuiteFile;
import io.ctrrank.live.yaml.SuiteFiles;
import io.ctrrank.live.yaml.World;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The suites of rest-api-spec on a real node: every request goes through its specification, and
 * every test leaves the node as it was.
 */
@ExtendWith(ApiNode.Shared.class)
final class YamlSuitesIT {
  /** Id of the model that suites upload; they know it. */
  private static final String UPLOADED = "uploaded";

  @TempDir private Path work;

  @TestFactory
  Stream<DynamicContainer> suites(ApiNode node) throws Exception {
    Apis apis = SuiteFiles.apis();
    RestClient client = new RestClient(node.client());
    Map<String, Object> variables = variables();
    Map<String, String> before = ApiNodeState.of(node.client());
    List<DynamicContainer> containers = new ArrayList<>();
    for (SuiteFile suite : SuiteFiles.all()) {
      containers.add(
          dynamicContainer(
              suite.name(),
              suite.tests().stream()
                  .map(
                      test ->
                          dynamicTest(
                              test.name(),
                              () -> {
                                suite.run(test, new World(apis, client, variables));
                                assertThat(ApiNodeState.of(node.client()))
                                    .as(
                                        "[%s: %s] leaves the node as it was",
                                        suite.name(), test.name())
                                    .isEqualTo(before);
                              }))));
    }
    return containers.stream();
  }

  /** A bundle in whole and in two parts. */
  private Map<String, Object> variables() throws IOException, BundleException {
    byte[] zip = zip();
    int half = zip.length / 2;
    return Map.of(
        "bundle", zip,
        "bundle_part_1", Arrays.copyOf(zip, half),
        "bundle_part_2", Arrays.copyOfRange(zip, half, zip.length));
  }

  private byte[] zip() throws IOException, BundleException {
    Path folder = Files.createDirectory(work.resolve(UPLOADED));
    try (Stream<Path> files = Files.list(Artifacts.ofBuild().bundle("din"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest, UTF_8)
            .replaceFirst("\"id\": \"[^\"]+\"", "\"id\": \"" + UPLOADED + "\""),
        UTF_8);
    Path zip = work.resolve("bundle.zip");
    BundleArchive.pack(Bundle.open(folder), zip);
    return Files.readAllBytes(zip);
  }
}
