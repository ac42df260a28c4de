package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonParseException;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.files.StrictDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** {@code encoder.json}, format version {@value #FORMAT_VERSION} (docs/encoders.md). */
final class EncoderJson {
  private static final int FORMAT_VERSION = 1;

  private static final StrictDocument<Document> FORMAT =
      new StrictDocument<>(
          "encoder",
          Document.class,
          Document::formatVersion,
          FORMAT_VERSION,
          "expected what this release writes; make the folder again");

  private EncoderJson() {}

  /** The file as it is written. */
  private record Document(
      int formatVersion,
      String name,
      String kind,
      String pooling,
      int dimension,
      int maxTokens,
      String license,
      String createdBy,
      Map<String, FileHash> files,
      Map<String, FileHash> sources) {}

  static String write(EncoderDescription description) {
    EncoderTraits traits = description.traits();
    return FORMAT.write(
        new Document(
            FORMAT_VERSION,
            traits.name(),
            traits.kind(),
            traits.pooling().id(),
            traits.dimension(),
            traits.maxTokens(),
            traits.license(),
            description.createdBy(),
            new TreeMap<>(description.files()),
            new TreeMap<>(description.sources())));
  }

  static EncoderDescription read(Path file, String json) throws IOException {
    return FORMAT.read(file, json, EncoderJson::description);
  }

  private static EncoderDescription description(Document document) {
    EncoderDescription description =
        new EncoderDescription(
            new EncoderTraits(
                document.name(),
                document.kind(),
                Pooling.parse(document.pooling()),
                document.dimension(),
                document.maxTokens(),
                document.license()),
            document.createdBy(),
            requireNonNull(document.files(), "files is missing"),
            requireNonNull(document.sources(), "sources is missing"));
    for (String name : EncoderFolder.FILES) {
      if (!description.files().containsKey(name)) {
        throw new JsonParseException(
            "files are " + description.files().keySet() + ", without [" + name + "]");
      }
    }
    return description;
  }
}
