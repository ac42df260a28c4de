package io.ctrrank.runtime.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.testing.BundleCorruption;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void writeBundle() throws Exception {
    directory = BundleFixtures.msd("tiny-msd").write(folder);
  }

  @Test
  void open_soundBundle_hasManifestAndDigest() throws Exception {
    Bundle bundle = Bundle.open(directory);
    assertThat(bundle.manifest().id()).isEqualTo("tiny-msd");
    assertThat(bundle.manifest().schema().itemIds().values()).contains("i1", "i20");
    assertThat(bundle.digest()).isEqualTo(Sha256.of(directory.resolve("manifest.json")));
    assertThat(bundle.file("ctr.onnx")).isRegularFile();
  }

  @Test
  void open_anyFileWithOneBitFlipped_namesFileAndBothHashes() throws Exception {
    for (String name : Bundle.open(directory).manifest().files().keySet()) {
      BundleCorruption.flipByte(directory, name);
      assertRefused(
          "model bundle [tiny-msd]: file ["
              + name
              + "] has sha256 ["
              + Sha256.of(directory.resolve(name))
              + "] but the manifest says [",
          "]; copy the bundle again");
      BundleCorruption.flipByte(directory, name);
    }
    Bundle.open(directory);
  }

  @Test
  void open_anyFileMissing_namesIt() throws Exception {
    for (String name : Bundle.open(directory).manifest().files().keySet()) {
      byte[] bytes = Files.readAllBytes(directory.resolve(name));
      BundleCorruption.drop(directory, name);
      assertRefused(
          "model bundle [tiny-msd]: file [" + name + "] is missing; copy the whole bundle");
      Files.write(directory.resolve(name), bytes);
    }
  }

  @Test
  void open_missingFileFromAnArtifact_saysWhereToTakeIt() throws Exception {
    BundleCorruption.drop(directory, "encoder.onnx");
    BundleCorruption.editManifest(
        directory,
        json ->
            json.replaceFirst(
                "(\"encoder.onnx\": \\{\\s*)", "$1\"artifact\": \"group:model:1!/m.onnx\", "));
    assertRefused("file [encoder.onnx] is missing; take it from [group:model:1!/m.onnx]");
  }

  @Test
  void open_truncatedFile_namesBothLengths() throws Exception {
    long bytes = Files.size(directory.resolve("ctr.onnx"));
    BundleCorruption.truncate(directory, "ctr.onnx");
    assertRefused(
        "file [ctr.onnx] has ["
            + (bytes - 1)
            + "] bytes but the manifest says ["
            + bytes
            + "]; copy the bundle again");
  }

  @Test
  void open_folderOfAnotherName_isRefused() throws Exception {
    Path renamed = Files.move(directory, folder.resolve("other"));
    assertThatThrownBy(() -> Bundle.open(renamed))
        .isInstanceOf(BundleException.class)
        .hasMessage(
            "model bundle [other]: file [manifest.json] has id [tiny-msd] but the folder is named"
                + " [other]; rename the folder to the model's id");
  }

  @Test
  void open_noManifest_isRefused() throws Exception {
    BundleCorruption.drop(directory, "manifest.json");
    assertRefused("file [manifest.json] is missing; copy the whole bundle");
  }

  @Test
  void open_manifestNotUtf8_isRefused() throws Exception {
    Files.write(directory.resolve("manifest.json"), new byte[] {(byte) 0xc3, 0x28});
    assertRefused("file [manifest.json] is not UTF-8");
  }

  @Test
  void open_fileNameThatLeavesTheFolder_isRefused() throws Exception {
    Files.copy(directory.resolve("ctr.onnx"), folder.resolve("ctr.onnx"));
    for (String name : List.of("../ctr.onnx", "/etc/passwd", ".hidden", "a/b", "manifest.json")) {
      Path copy = BundleFixtures.din("tiny-din").write(folder);
      BundleCorruption.editManifest(copy, json -> json.replace("\"ctr.onnx\"", '"' + name + '"'));
      assertThatThrownBy(() -> Bundle.open(copy))
          .hasMessageContaining("file name [" + name + "] is not valid; expected a plain name");
    }
  }

  @Test
  void open_neededFileNotInTheManifest_namesIt() throws Exception {
    BundleCorruption.editManifest(
        directory, json -> json.replace("\"ctr.onnx\"", "\"tokenizer_config.json\""));
    Files.copy(directory.resolve("ctr.onnx"), directory.resolve("tokenizer_config.json"));
    assertRefused("file [manifest.json] does not name [ctr.onnx] in [files]");
  }

  @Test
  void open_vocabularyThatIsNotVerified_isRefused() throws Exception {
    Files.writeString(directory.resolve("free.vocab"), "a\n");
    BundleCorruption.editManifest(
        directory,
        json ->
            json.replace("\"vocabulary\": \"category.vocab\"", "\"vocabulary\": \"free.vocab\""));
    assertRefused(
        "member [schema.categorical[0]] is not valid: vocabulary [free.vocab] is not among the"
            + " manifest's [files]");
  }

  @Test
  void open_vocabularyWithADouble_namesIt() throws Exception {
    BundleCorruption.replace(
        directory, "category.vocab", "hats\nhats\n".getBytes(StandardCharsets.UTF_8));
    assertRefused("vocabulary [category.vocab] lists [hats] at entries [1] and [2]");
  }

  @Test
  void open_embeddingVersionOfOtherFiles_isRefused() throws Exception {
    BundleCorruption.editManifest(
        directory, json -> json.replace("\"list_separator\": \", \"", "\"list_separator\": \"/\""));
    assertRefused(
        "file [manifest.json] has embedding version [",
        "] but its files and text template make [",
        "]; export the model again");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Bundle.open(directory))
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith("model bundle [tiny-msd]: ")
        .hasMessageContainingAll(parts);
  }
}
