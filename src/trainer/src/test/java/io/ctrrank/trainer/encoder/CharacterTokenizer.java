package io.ctrrank.trainer.encoder;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code tokenizer.json} whose tokens are characters, with a start token as decoders have. */
public final class CharacterTokenizer {
  /** Rows of its vocabulary. */
  public static final int VOCABULARY = 97;

  private static final String START = "<s>";
  private static final String UNKNOWN = "<unk>";

  private CharacterTokenizer() {}

  /** Writes the file. */
  public static Path write(Path file) throws IOException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    vocabulary.put(UNKNOWN, 0);
    vocabulary.put(START, 1);
    for (char c = ' '; c <= '~'; c++) {
      vocabulary.put(String.valueOf(c), vocabulary.size());
    }
    Map<String, Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("version", "1.0");
    tokenizer.put("added_tokens", List.of(special(UNKNOWN, 0), special(START, 1)));
    tokenizer.put(
        "pre_tokenizer",
        Map.of(
            "type",
            "Split",
            "pattern",
            Map.of("Regex", "."),
            "behavior",
            "Isolated",
            "invert",
            false));
    List<Map<String, ?>> template =
        List.of(
            Map.of("SpecialToken", Map.of("id", START, "type_id", 0)),
            Map.of("Sequence", Map.of("id", "A", "type_id", 0)));
    tokenizer.put(
        "post_processor",
        Map.of(
            "type",
            "TemplateProcessing",
            "single",
            template,
            "pair",
            template,
            "special_tokens",
            Map.of(START, Map.of("id", START, "ids", List.of(1), "tokens", List.of(START)))));
    tokenizer.put("model", Map.of("type", "WordLevel", "vocab", vocabulary, "unk_token", UNKNOWN));
    return Files.writeString(file, new Gson().toJson(tokenizer));
  }

  private static Map<String, Object> special(String token, int id) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", id);
    entry.put("content", token);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      entry.put(flag, false);
    }
    entry.put("special", true);
    return entry;
  }
}
