package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.demo.ServedModel;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin zip on a real node: what it holds, what it loads, what it leaves alone. */
@ExtendWith(SuiteNode.class)
final class InstallIT {

  @Test
  void zip_classPath_bringsNothingThatTheNodeHas() throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.ofBuild().plugin().toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();

      assertThat(names)
          .contains("plugin-descriptor.properties", "entitlement-policy.yaml", "LICENSE", "NOTICE")
          .noneMatch(name -> name.matches("(log4j|lucene|jna|commons-compress|elasticsearch).*"));
      assertThat(names.stream().filter(name -> name.startsWith("slf4j"))).hasSizeLessThan(2);
    }
  }

  @Test
  void zip_holdsNeitherModelsNorData() throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.ofBuild().plugin().toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .noneMatch(name -> name.matches(".*(\\.onnx|\\.csv|manifest\\.json|tokenizer\\.json)"));
    }
  }

  @Test
  void zip_natives_lieThereOncePerPlatform() throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.ofBuild().plugin().toFile())) {
      for (String platform : List.of("linux-x86_64", "linux-aarch64")) {
        assertThat(zip.stream().map(ZipEntry::getName))
            .contains(
                "native/" + platform + "/libonnxruntime.so",
                "native/" + platform + "/libonnxruntime4j_jni.so",
                "native/" + platform + "/libtokenizers.so");
      }
      for (ZipEntry jar : zip.stream().filter(entry -> entry.getName().endsWith(".jar")).toList()) {
        Path copy = Files.createTempFile("plugin", ".jar");
        try (InputStream in = zip.getInputStream(jar)) {
          Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        try (ZipFile content = new ZipFile(copy.toFile())) {
          assertThat(content.stream().map(ZipEntry::getName))
              .as(jar.getName())
              .noneMatch(name -> name.matches(".*\\.(so|dll|dylib)"));
        }
        Files.delete(copy);
      }
    }
  }

  @Test
  void node_afterInstall_hasThePluginLoaded(Suite suite) throws IOException {
    assertThat(suite.client().get("/_nodes/plugins").toString())
        .contains("\"name\":\"ctr-rank\"", "io.ctrrank.plugin.CtrRankPlugin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"msd", "din"})
  void model_goodBundle_isReady(String id, Suite suite) throws IOException {
    ServedModel model = ServedModel.of(suite.client(), id);

    assertThat(model.ready()).as(model.summary()).isTrue();
    assertThat(model.provider()).isEqualTo("cpu");
  }

  @Test
  void model_corruptBundle_isRefusedWithFileAndReason(Suite suite) throws IOException {
    ServedModel model = ServedModel.of(suite.client(), BrokenBundle.ID);

    assertThat(model.ready()).isFalse();
    assertThat(model.summary())
        .contains("model bundle [broken]", "file [ctr.onnx]", "sha256", "copy the bundle again");
    assertThat(suite.node().log()).contains("model [broken] is refused");
  }

  @Test
  void search_corruptBundle_isNotFoundWithTheReason(Suite suite) throws IOException {
    JsonObject search =
        AdSearch.byCtr(
            AdSearch.search(AdSearch.item("1"), 1), BrokenBundle.ID, new JsonObject(), 1);
    NodeClient.Answer answer =
        suite.client().send("POST", "/" + Suite.ADS + "/_search", search.toString());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().toString()).contains("[broken]", "[ctr.onnx]");
  }

  @Test
  void node_withPluginAtWork_writesNothingOutsideItsFolders(Suite suite) throws IOException {
    NodeFolder folder = suite.node().folder();

    assertThat(files(folder.home())).isEmpty();
    assertThat(files(folder.temporary()))
        .noneMatch(name -> name.matches(".*(onnxruntime|tokenizers|djl|ctr-rank).*"));
    assertThat(files(folder.models()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Suite.MODELS.stream()
                        .flatMap(id -> filesOfBundle(Artifacts.ofBuild().bundle(id), id)),
                    filesOfBundle(Artifacts.ofBuild().bundle("din"), BrokenBundle.ID))
                .toList());
    assertThat(suite.node().log()).doesNotContain("NotEntitledException");
  }

  @Test
  void policy_grantsNoMoreThanItNeeds() throws IOException {
    try (ZipFile zip = new ZipFile(Artifacts.ofBuild().plugin().toFile());
        InputStream in = zip.getInputStream(zip.getEntry("entitlement-policy.yaml"))) {
      assertThat(new String(in.readAllBytes(), UTF_8).lines().filter(line -> line.contains("- ")))
          .containsExactly(
              "  - load_native_libraries",
              "  - outbound_network",
              "  - write_system_properties:",
              "        - onnxruntime.native.path",
              "  - files:",
              "      - relative_path: ctr-rank");
    }
  }

  private static Stream<String> filesOfBundle(Path bundle, String id) {
    try {
      return files(bundle).stream().map(name -> id + "/" + name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Every file below {@code folder}, relative to it. */
  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }
}
