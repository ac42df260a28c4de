package io.ctrrank.trainer.llama;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ids that a {@code tokenizer.json} gives. */
final class TokenizerIds {
  private TokenizerIds() {}

  /**
   * Refuses a tokenizer with ids that a table has no rows for.
   *
   * @param rows rows of the embedding table
   * @throws IOException if it cannot be read, or has such an id
   */
  static void requireBelow(Path tokenizer, int rows) throws IOException {
    long largest;
    try (Reader in = Files.newBufferedReader(tokenizer, StandardCharsets.UTF_8)) {
      largest = largest(JsonParser.parseReader(in).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      throw new IOException(
          "file ["
              + tokenizer
              + "] is no tokenizer.json: "
              + e.getMessage()
              + "; download it again",
          e);
    }
    if (largest >= rows) {
      throw new IOException(
          "file ["
              + tokenizer
              + "] has the token id ["
              + largest
              + "] but the model has ["
              + rows
              + "] embeddings; expected the model's own tokenizer; download it again");
    }
  }

  /** Byte-pair and word-level vocabularies are objects, unigram ones arrays in order of ids. */
  private static long largest(JsonObject tokenizer) {
    JsonElement vocabulary =
        tokenizer.get("model") instanceof JsonObject model ? model.get("vocab") : null;
    if (vocabulary == null) {
      throw new JsonParseException("it has no [vocab] in a [model]");
    }
    long largest = -1;
    if (vocabulary instanceof JsonArray pieces) {
      largest = pieces.size() - 1;
    } else {
      for (JsonElement id : vocabulary.getAsJsonObject().asMap().values()) {
        largest = Math.max(largest, id.getAsLong());
      }
    }
    if (tokenizer.get("added_tokens") instanceof JsonArray added) {
      for (JsonElement token : added) {
        largest = Math.max(largest, token.getAsJsonObject().get("id").getAsLong());
      }
    }
    return largest;
  }
}
