package io.ctrrank.runtime.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries load once in a JVM, so what is loaded from where is seen in JVMs of their own. */
class NativeLibrariesTest {
  @TempDir Path folder;

  @Test
  void useFolder_libraryMissing_namesTheFile() {
    assertThatThrownBy(() -> NativeLibraries.useFolder(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "native library ["
                + folder.resolve(System.mapLibraryName("onnxruntime"))
                + "] is missing")
        .hasMessageEndingWith("install the build for this platform");
    assertThat(System.getProperty("onnxruntime.native.path")).isNull();
  }

  @Test
  void useFolder_allLibraries_loadsFromThereAndLeavesNothingBehind() throws Exception {
    Path libraries = Files.createDirectory(folder.resolve("libraries"));
    unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime.so", libraries);
    unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so", libraries);
    unpack("/native/lib/linux-x86_64/cpu/libtokenizers.so", libraries);
    String output = runInItsOwnJvm(libraries.toString());
    assertThat(output)
        .contains("onnx " + libraries, "encoded 8")
        .contains("mapped " + libraries.resolve("libonnxruntime.so"))
        .contains("mapped " + libraries.resolve("libtokenizers.so"))
        .doesNotContain("mapped " + folder.resolve("tmp"));
    assertThat(filesBelow(folder.resolve("home"))).isEmpty();
    assertThat(filesBelow(folder.resolve("tmp"))).isEmpty();
  }

  @Test
  void load_fileThatIsNoLibrary_saysSoInsteadOfEndingInALinkageError() throws Exception {
    Path libraries = Files.createDirectory(folder.resolve("libraries"));
    for (String name : List.of("onnxruntime", "onnxruntime4j_jni", "tokenizers")) {
      Files.writeString(libraries.resolve(System.mapLibraryName(name)), "no library");
    }
    assertThat(runInItsOwnJvm(libraries.toString()))
        .contains(
            "IllegalStateException: ONNX Runtime's native library does not load: "
                + "java.lang.UnsatisfiedLinkError: "
                + libraries.resolve("libonnxruntime.so"),
            "; check that it is built for this platform")
        .contains(
            "IllegalStateException: native library [libtokenizers.so] does not load on"
                + " [linux-x86_64]: ");
  }

  @Test
  void load_withoutAFolder_unpacksOnlyIntoTheTemporaryFolder() throws Exception {
    assertThat(runInItsOwnJvm("")).contains("onnx null", "encoded 8");
    assertThat(filesBelow(folder.resolve("home"))).isEmpty();
    // ONNX Runtime leaves its empty folder there.
    assertThat(filesBelow(folder.resolve("tmp"))).allMatch(Files::isDirectory);
  }

  private String runInItsOwnJvm(String libraries) throws Exception {
    BundleFixtures.msd("tiny-msd").write(folder);
    Path home = Files.createDirectory(folder.resolve("home"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-Duser.home=" + home,
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            NativeLibrariesProgram.class.getName(),
            folder.resolve("tiny-msd").toString(),
            libraries);
    builder.environment().put("HOME", home.toString());
    Path output = folder.resolve("output.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static void unpack(String resource, Path directory) throws IOException {
    String name = resource.substring(resource.lastIndexOf('/') + 1);
    try (InputStream in = NativeLibrariesTest.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UncheckedIOException(new IOException("no resource " + resource));
      }
      Files.copy(in, directory.resolve(name));
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> !file.equals(directory)).toList();
    }
  }
}
