package io.ctrrank.runtime.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleArchiveTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @TempDir private Path work;
  private Path bundle;
  private Path zip;
  private Path target;

  @BeforeEach
  void writeBundle() throws IOException {
    bundle = BundleFixtures.msd("tiny").write(work);
    zip = work.resolve("tiny.zip");
    target = Files.createDirectory(work.resolve("target"));
  }

  @Test
  void packedBundle_isUnpackedAsItWas() throws Exception {
    BundleArchive.pack(Bundle.open(bundle), zip);

    Path folder = BundleArchive.unpack(zip, target, "tiny", NO_LIMIT);

    assertThat(folder).isEqualTo(target.resolve("tiny"));
    assertThat(Bundle.open(folder).digest()).isEqualTo(Bundle.open(bundle).digest());
  }

  @Test
  void zipOfTheFolder_isTakenToo_withoutWhatTheManifestDoesNotName() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      entries.put("anything/" + file.getKey(), file.getValue());
    }
    entries.put("anything/MODEL_CARD.md", new byte[] {1});
    entries.put("anything/parity/rows.csv", new byte[] {1});

    Path folder = BundleArchive.unpack(zipOf(entries), target, "tiny", NO_LIMIT);

    assertThat(folder.resolve("MODEL_CARD.md")).doesNotExist();
    assertThat(Bundle.open(folder).manifest().id()).isEqualTo("tiny");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/etc/evil", "..\\evil", "a/.."})
  void entryOutsideOfItsFolder_isRefused(String name) throws Exception {
    Map<String, byte[]> entries = files();
    entries.put(name, new byte[] {1});

    thenRefused(zipOf(entries), NO_LIMIT, "that would lie outside of its folder");
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void fileLongerThanTheManifestSays_isNotUnpackedToItsEnd() throws Exception {
    Map<String, byte[]> entries = files();
    entries.put("ctr.onnx", new byte[64 << 20]);

    thenRefused(zipOf(entries), NO_LIMIT, "file [ctr.onnx] is longer than the [");
    assertThat(Files.size(target.resolve("tiny/ctr.onnx"))).isLessThan(1 << 20);
  }

  @Test
  void manifestLongerThanAnyIs_isRefused() throws Exception {
    Map<String, byte[]> entries = files();
    entries.put("manifest.json", new byte[8 << 20]);

    thenRefused(zipOf(entries), NO_LIMIT, "file [manifest.json] is longer than the [1048576]");
  }

  @Test
  void bundleLargerThanAllowed_isRefusedBeforeItIsUnpacked() throws Exception {
    thenRefused(zipOf(files()), 1_000, "bytes of files; expected at most [1000]");
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void zipWithoutABundle_isRefused() throws Exception {
    Files.writeString(zip, "no zip");
    thenRefused(zip, NO_LIMIT, "is not a zip that can be read");
    thenRefused(
        zipOf(Map.of("readme", new byte[0])),
        NO_LIMIT,
        "zip has [0] files [manifest.json]; expected [1]");
    thenRefused(
        zipOf(Map.of("a/manifest.json", new byte[0], "b/manifest.json", new byte[0])),
        NO_LIMIT,
        "zip has [2] files [manifest.json]; expected [1]");
    thenRefused(
        zipOf(Map.of("manifest.json", "{".getBytes(UTF_8))), NO_LIMIT, "file [manifest.json]");
    Map<String, byte[]> entries = files();
    entries.remove("ctr.onnx");
    thenRefused(zipOf(entries), NO_LIMIT, "zip has no file [ctr.onnx], which its manifest names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", "", "manifest.json"})
  void fileNameThatIsNone_isRefused(String name) throws Exception {
    Map<String, byte[]> entries = files();
    String manifest =
        new String(entries.get("manifest.json"), UTF_8)
            .replace("\"item_id.vocab\": {", "\"" + name + "\": {")
            .replace("\"item_id.vocab\":{", "\"" + name + "\":{");
    entries.put("manifest.json", manifest.getBytes(UTF_8));

    assertThatThrownBy(() -> BundleArchive.unpack(zipOf(entries), target, "tiny", NO_LIMIT))
        .isInstanceOf(BundleException.class);
    assertThat(work.resolve("evil")).doesNotExist();
  }

  private void thenRefused(Path archive, long mostBytes, String message) throws IOException {
    assertThatThrownBy(() -> BundleArchive.unpack(archive, target, "tiny", mostBytes))
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith("model bundle [tiny]: ")
        .hasMessageContaining(message);
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.list(bundle)) {
      for (Path file : all.sorted().toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private Path zipOf(Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        archive.putNextEntry(new ZipEntry(entry.getKey()));
        archive.write(entry.getValue());
        archive.closeEntry();
      }
    }
    return zip;
  }
}
