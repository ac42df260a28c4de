package io.ctrrank.trainer.training;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells trainers apart by their code: a digest of the class files of the packages that read,
 * encode, train, calibrate and score. Equal sources, compiled alike, give the same version on every
 * machine, from folders and from jars. A comment that moves lines gives another one; libraries are
 * not in it.
 */
public final class TrainerVersion {
  private static final int DIGITS = 12;

  private static final List<String> CORE =
      List.of(
          "io.ctrrank.core.behavior",
          "io.ctrrank.core.bundle",
          "io.ctrrank.core.dataset",
          "io.ctrrank.core.fusion",
          "io.ctrrank.core.inference",
          "io.ctrrank.core.metrics",
          "io.ctrrank.core.schema",
          "io.ctrrank.core.scoring",
          "io.ctrrank.core.vector");
  private static final List<String> RUNTIME =
      List.of("io.ctrrank.runtime.onnx", "io.ctrrank.runtime.tokenizer");
  private static final List<String> TRAINER =
      List.of(
          "io.ctrrank.trainer.data",
          "io.ctrrank.trainer.evaluation",
          "io.ctrrank.trainer.network",
          "io.ctrrank.trainer.text",
          "io.ctrrank.trainer.torch",
          "io.ctrrank.trainer.training");

  // Once: a build beside a command of hours puts other files there.
  private static final String HERE = here();

  private TrainerVersion() {}

  /** The version of the code that runs here, 12 hexadecimal digits. */
  public static String ofThisCode() {
    return HERE;
  }

  private static String here() {
    try {
      return of(
          List.of(
              new Code(place(FeatureSchema.class), CORE),
              new Code(place(Sha256.class), RUNTIME),
              new Code(place(TrainerVersion.class), TRAINER)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class [" + type.getName() + "] is from no file", e);
    }
  }

  /**
   * Some packages in one place.
   *
   * @param place a folder or a jar
   * @param packages their names; what is below them does not count
   */
  record Code(Path place, List<String> packages) {}

  /** The version of some code. */
  static String of(List<Code> parts) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (Code code : parts) {
      if (Files.isDirectory(code.place())) {
        addClasses(code.place(), code.packages(), digests);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(code.place())) {
          addClasses(jar.getPath("/"), code.packages(), digests);
        }
      }
    }
    return Sha256.of(digests.toString().getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
  }

  private static void addClasses(Path root, List<String> packages, Map<String, String> digests)
      throws IOException {
    for (String name : packages) {
      Path folder = root.resolve(name.replace('.', '/'));
      try (DirectoryStream<Path> classes = Files.newDirectoryStream(folder, "*.class")) {
        for (Path file : classes) {
          digests.put(name + "." + file.getFileName(), Sha256.of(file));
        }
      }
    }
  }
}
