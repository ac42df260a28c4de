package io.ctrrank.runtime.testing;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A word-level {@code tokenizer.json}: lower-cases, splits at white space, adds two special tokens.
 */
final class TinyTokenizer {
  private static final String START = "[CLS]";
  private static final String END = "[SEP]";
  private static final String UNKNOWN = "[UNK]";

  private TinyTokenizer() {}

  static String json(List<String> words) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    vocabulary.put("[PAD]", TinyFormula.PAD_TOKEN);
    vocabulary.put(UNKNOWN, TinyFormula.UNKNOWN_TOKEN);
    vocabulary.put(START, TinyFormula.START_TOKEN);
    vocabulary.put(END, TinyFormula.END_TOKEN);
    for (int i = 0; i < words.size(); i++) {
      vocabulary.put(words.get(i), TinyFormula.FIRST_WORD + i);
    }
    List<Map<String, Object>> added = new ArrayList<>();
    for (String token : List.of("[PAD]", UNKNOWN, START, END)) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", vocabulary.get(token));
      entry.put("content", token);
      entry.put("single_word", false);
      entry.put("lstrip", false);
      entry.put("rstrip", false);
      entry.put("normalized", false);
      entry.put("special", true);
      added.add(entry);
    }
    Map<String, Object> tokenizer = new LinkedHashMap<>();
    tokenizer.put("version", "1.0");
    // As in files of real encoders, which a bundle's own limits must override.
    tokenizer.put(
        "truncation",
        Map.of("direction", "Right", "max_length", 3, "strategy", "LongestFirst", "stride", 0));
    tokenizer.put(
        "padding",
        Map.of(
            "strategy",
            Map.of("Fixed", 64),
            "direction",
            "Right",
            "pad_id",
            TinyFormula.PAD_TOKEN,
            "pad_type_id",
            0,
            "pad_token",
            "[PAD]"));
    tokenizer.put("added_tokens", added);
    tokenizer.put("normalizer", Map.of("type", "Lowercase"));
    tokenizer.put("pre_tokenizer", Map.of("type", "WhitespaceSplit"));
    tokenizer.put("post_processor", template());
    tokenizer.put("model", Map.of("type", "WordLevel", "vocab", vocabulary, "unk_token", UNKNOWN));
    return new Gson().toJson(tokenizer);
  }

  private static Map<String, Object> template() {
    Map<String, Object> special = new LinkedHashMap<>();
    special.put(START, special(START, TinyFormula.START_TOKEN));
    special.put(END, special(END, TinyFormula.END_TOKEN));
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("type", "TemplateProcessing");
    template.put("single", List.of(piece(START), sequence(), piece(END)));
    template.put("pair", List.of(piece(START), sequence(), piece(END)));
    template.put("special_tokens", special);
    return template;
  }

  private static Map<String, Object> special(String token, int id) {
    return Map.of("id", token, "ids", List.of(id), "tokens", List.of(token));
  }

  private static Map<String, Object> piece(String token) {
    return Map.of("SpecialToken", Map.of("id", token, "type_id", 0));
  }

  private static Map<String, Object> sequence() {
    return Map.of("Sequence", Map.of("id", "A", "type_id", 0));
  }
}
