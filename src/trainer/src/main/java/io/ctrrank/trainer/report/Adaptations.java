package io.ctrrank.trainer.report;

import io.ctrrank.trainer.training.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What models of the first table have otherwise than their papers, in the words of a report. */
final class Adaptations {
  /** Widths that are not the papers'. */
  static final String SHAPES =
      "Shapes are this project's, not the papers': embeddings of 16 numbers for items, 8 for categories,"
          + " 4 for event types (in `deepfm` 16 for all, as it multiplies them), and a head of 256 and 128."
          + " `din` has an activation unit of one hidden layer of 8, where the paper's has 36 and"
          + " embeddings of 12; `deepfm`'s paper has embeddings of 10 and layers of 400, 400 and 400.";

  /** The encoder of the models that are called the paper's. */
  static final String ENCODER =
      "`msd-paper` and `msd` read texts through an encoder that is frozen, the stock one unless the"
          + " name has another's: neither distilled from a teacher nor tuned by LoRA, as the paper's is."
          + " `msd-paper` has the paper's parts, not its encoder.";

  /** How much was tried for which model. */
  static final String TUNING =
      "What was tuned, on the validation part of ml-latest-small, one seed each: 9 variants of `din` and"
          + " 6 of `msd`, test figures printed beside the validation ones. All other models have the"
          + " rates, drop-out, batch size and decay that came out, and were not tuned by themselves; of"
          + " goodbooks-10k, two values of the decay of embeddings were tried with `deepfm`.";

  private static final String MINI_LM = "MiniLM, adapted";
  private static final String OTHER = "adapted";

  private static final Map<Architecture, String> MARKS =
      Map.of(
          Architecture.DEEP_CHAR_MATCH, OTHER,
          Architecture.DEEP_CHAR_MATCH_FEATURES, OTHER,
          Architecture.PRINT, MINI_LM,
          Architecture.NUMBERT, MINI_LM,
          Architecture.BERT4CTR, MINI_LM,
          Architecture.SUKD, MINI_LM);

  private Adaptations() {}

  /** A model's name with the mark of one that is not its paper's. */
  static String named(String model) {
    return family(model).map(MARKS::get).map(mark -> model + " (" + mark + ")").orElse(model);
  }

  /**
   * What was adapted, as lines of Markdown: one for all models with a mark, one for each kind.
   *
   * @param models names in the first table
   */
  static List<String> notes(List<String> models) {
    Map<Architecture, String> names = new LinkedHashMap<>();
    models.forEach(model -> family(model).ifPresent(family -> names.put(family, model)));
    List<String> lines = new ArrayList<>();
    names.forEach(
        (family, name) -> {
          if (MARKS.containsKey(family)) {
            lines.add("- `" + name + "`: " + note(family));
          }
        });
    if (!lines.isEmpty()) {
      lines.addFirst("");
      lines.addFirst(
          "Adapted: the data has no queries; the three phrases that stand out most in what the user"
              + " clicked before stand in for one. MiniLM is all-MiniLM-L6-v2, unless the name has an"
              + " encoder's; its embeddings and lower layers are frozen. Beyond that:");
    }
    return lines;
  }

  private static String note(Architecture family) {
    return switch (family) {
      case DEEP_CHAR_MATCH, DEEP_CHAR_MATCH_FEATURES ->
          "the first 48 characters of the query and 64 of the item's text, a fraction of the paper's"
              + " widths"
              + (family == Architecture.DEEP_CHAR_MATCH ? "; no features." : ", beside `din`.");
      case PRINT ->
          "written after a description; query and item are encoded each by itself, by the frozen"
              + " encoder, and joined by one layer.";
      case NUMBERT ->
          "the top layer alone is trained, over 48 tokens of the item and 24 of the query: text and"
              + " features meet there. An id is its embedding through a linear layer of its field, a"
              + " number one token, not one a digit, the behaviour sequence DIN's interest in the"
              + " target; [CLS] is a trained vector, as that of the joint sequence has passed no layer.";
      case BERT4CTR ->
          "the top layer alone is trained, over 48 tokens of the item and 24 of the query. Features are"
              + " DIN's, compressed to four tokens by one layer, which pass a copy of the top layer of"
              + " their own.";
      case SUKD ->
          "the teacher trains the top layer alone; the student's light encoder reads means of the"
              + " frozen layers, item and query each by itself; the features' network is DIN.";
      case DEEPFM, DIN, DIN_FROZEN, DIN_PHRASES, MSD_PAPER, MSD -> "";
    };
  }

  /** The family of a name of the first table, with whatever encoder. */
  private static Optional<Architecture> family(String model) {
    for (Architecture family : Architecture.values()) {
      if (model.equals(family.id()) || model.startsWith(family.id() + "-encoder-")) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}
