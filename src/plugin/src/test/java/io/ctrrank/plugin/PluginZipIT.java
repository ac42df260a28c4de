package io.ctrrank.plugin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The zip that the build made, with ONNX Runtime for the CPU or, with the profile cuda, CUDA. */
final class PluginZipIT {
  private static final Path ZIP = Path.of(System.getProperty("zip.file"));

  /** The Maven artifact: {@code onnxruntime} or {@code onnxruntime_gpu}. */
  private static final String ARTIFACT = System.getProperty("zip.onnxruntime");

  private static final Map<String, Map<String, List<String>>> LIBRARIES =
      Map.of(
          "onnxruntime",
          Map.of(
              "linux-x86_64", List.of("libonnxruntime.so", "libonnxruntime4j_jni.so"),
              "linux-aarch64", List.of("libonnxruntime.so", "libonnxruntime4j_jni.so")),
          "onnxruntime_gpu",
          Map.of(
              "linux-x86_64",
              List.of(
                  "libonnxruntime.so",
                  "libonnxruntime4j_jni.so",
                  "libonnxruntime_providers_cuda.so",
                  "libonnxruntime_providers_shared.so")));

  @Test
  void jars_ofOnnxRuntime_areOne() throws IOException {
    assertThat(jarsWith("ai/onnxruntime/OrtEnvironment.class"))
        .singleElement()
        .asString()
        .matches(ARTIFACT + "-[0-9.]+\\.jar");
  }

  @Test
  void natives_ofOnnxRuntime_areThoseOfTheBuildOnce() throws IOException {
    Map<String, TreeSet<String>> found = new TreeMap<>();
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.contains("onnxruntime") && name.matches(".*\\.(so|dll|dylib).*"))
          .map(Path::of)
          .forEach(
              path ->
                  found
                      .computeIfAbsent(
                          String.valueOf(Path.of("native").relativize(path).getParent()),
                          folder -> new TreeSet<>())
                      .add(String.valueOf(path.getFileName())));
    }

    Map<String, TreeSet<String>> expected = new TreeMap<>();
    requireNonNull(LIBRARIES.get(ARTIFACT), ARTIFACT)
        .forEach((platform, libraries) -> expected.put(platform, new TreeSet<>(libraries)));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void jars_holdNoNatives() throws IOException {
    assertThat(jarsWith("ai/onnxruntime/native/")).isEmpty();
  }

  /** Names of the jars with an entry whose name begins so. */
  private static List<String> jarsWith(String prefix) throws IOException {
    List<String> jars = new ArrayList<>();
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (entry.getName().endsWith(".jar") && holds(zip, entry, prefix)) {
          jars.add(entry.getName());
        }
      }
    }
    return jars;
  }

  private static boolean holds(ZipFile zip, ZipEntry jar, String prefix) throws IOException {
    try (InputStream in = zip.getInputStream(jar);
        ZipInputStream content = new ZipInputStream(in)) {
      for (ZipEntry each = content.getNextEntry(); each != null; each = content.getNextEntry()) {
        if (!each.isDirectory() && each.getName().startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }
  }
}
