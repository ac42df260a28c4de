package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ctrrank.runtime.onnx.Pooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** {@code encoder.json}, format version {@value #FORMAT_VERSION} (docs/encoders.md). */
final class EncoderJson {
  private static final int FORMAT_VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

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
    return GSON.toJson(
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
                new TreeMap<>(description.sources())))
        + "\n";
  }

  static EncoderDescription read(Path file, String json) throws IOException {
    try {
      JsonElement tree = JsonParser.parseString(json);
      Document document = GSON.fromJson(tree, Document.class);
      // What does not come back as it was has members that this release does not know or misses.
      if (document == null || !GSON.toJsonTree(document).equals(tree)) {
        throw new JsonParseException("its members are not those of this release");
      }
      if (document.formatVersion() != FORMAT_VERSION) {
        throw new JsonParseException("format_version is [" + document.formatVersion() + "]");
      }
      return description(document);
    } catch (RuntimeException e) {
      // Gson wraps what a record's constructor throws in plain RuntimeExceptions.
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "encoder file ["
              + file
              + "] cannot be used: "
              + reason.getMessage()
              + "; expected what this release writes; make the folder again",
          e);
    }
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
