package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.trainer.files.StrictDocument;
import io.ctrrank.trainer.files.WholeFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder as a folder: {@code encoder.onnx}, {@code tokenizer.json} and {@code encoder.json},
 * which names the hashes of both (docs/encoders.md).
 *
 * @param folder where the files are
 * @param description what is known of them
 */
public record EncoderFolder(Path folder, EncoderDescription description) {
  /** The file that makes a folder an encoder. */
  public static final String DESCRIPTION = "encoder.json";

  static final List<String> FILES = List.of(ModelManifest.ENCODER, ModelManifest.TOKENIZER);

  public EncoderFolder {
    requireNonNull(folder, "folder is null");
    requireNonNull(description, "description is null");
  }

  /** Writes the graph and the tokenizer of an encoder. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes {@code encoder.onnx} and {@code tokenizer.json}.
     *
     * @param folder where they go
     * @throws IOException if a file cannot be read or written
     */
    void write(Path folder) throws IOException;
  }

  /**
   * Writes an encoder; the folder appears whole or not at all. What was written is opened and tried
   * before it is put in place.
   *
   * @param target the folder
   * @param overwrite whether an existing folder is replaced
   * @param traits what is known of the encoder
   * @param createdBy the command that makes it
   * @param sources the files it is made of
   * @param content writes graph and tokenizer
   * @throws IOException if a file cannot be written, or the encoder does not do what {@code traits}
   *     say
   */
  public static void write(
      Path target,
      boolean overwrite,
      EncoderTraits traits,
      String createdBy,
      List<Path> sources,
      Content content)
      throws IOException {
    Map<String, FileHash> hashes = new HashMap<>();
    for (Path source : sources) {
      hashes.put(String.valueOf(source.getFileName()), FileHash.of(source));
    }
    WholeFolder.write(
        target,
        overwrite,
        fresh -> {
          content.write(fresh);
          EncoderProbe.check(
              traits, fresh.resolve(ModelManifest.ENCODER), fresh.resolve(ModelManifest.TOKENIZER));
          Map<String, FileHash> files = new HashMap<>();
          for (String name : FILES) {
            files.put(name, FileHash.of(fresh.resolve(name)));
          }
          Files.writeString(
              fresh.resolve(DESCRIPTION),
              EncoderJson.write(new EncoderDescription(traits, createdBy, files, hashes)),
              StandardCharsets.UTF_8);
        });
  }

  /**
   * Opens an encoder: reads the description, then checks length and hash of the other files.
   *
   * @throws IOException if the folder is no encoder, one of another release, or damaged
   */
  public static EncoderFolder open(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    String json =
        StrictDocument.content(folder, DESCRIPTION, "an encoder; make one with [ctr-rank encoder]");
    EncoderFolder opened = new EncoderFolder(folder, EncoderJson.read(file, json));
    for (String name : FILES) {
      opened.hash(name).requireOf(folder.resolve(name));
    }
    return opened;
  }

  /** What is known of the encoder. */
  public EncoderTraits traits() {
    return description.traits();
  }

  /** Place of one of its files. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Hash of one of its files. */
  public FileHash hash(String name) {
    return requireNonNull(description.files().get(name), name);
  }
}
