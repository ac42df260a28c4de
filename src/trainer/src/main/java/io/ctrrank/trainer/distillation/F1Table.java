package io.ctrrank.trainer.distillation;

import com.google.gson.JsonObject;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How well several speakers agree with the teacher on the same items, from lenient to strict
 * thresholds.
 */
public final class F1Table {
  /** Above every cosine: equal phrases alone. */
  private static final double EXACT = 2;

  private final List<ItemKnowledge> expected;
  private final PhraseSpace space;
  private final List<Double> thresholds;
  private final List<Row> rows = new ArrayList<>();

  /** One speaker at one threshold. */
  private record Row(
      String name, double threshold, PhraseF1 all, PhraseF1 explicit, PhraseF1 implicit) {
    String thresholdText() {
      return threshold == EXACT ? "equal" : String.format(Locale.ROOT, "%.2f", threshold);
    }
  }

  /**
   * @param expected the teacher's phrases
   * @param space where phrases are compared
   * @param calibrated the threshold by labelled pairs, told beside 0.60 to 0.90
   */
  public F1Table(List<ItemKnowledge> expected, PhraseSpace space, double calibrated) {
    this.expected = List.copyOf(expected);
    this.space = space;
    this.thresholds = new ArrayList<>(List.of(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9));
    if (!thresholds.contains(calibrated)) {
      thresholds.add(calibrated);
      thresholds.sort(null);
    }
    thresholds.add(EXACT);
  }

  /** Adds what a speaker said of the items. */
  public void add(String name, List<ItemKnowledge> said) {
    for (double threshold : thresholds) {
      rows.add(
          new Row(
              name,
              threshold,
              PhraseF1.of(said, expected, space, threshold),
              PhraseF1.of(said, expected, PhraseKind.EXPLICIT, space, threshold),
              PhraseF1.of(said, expected, PhraseKind.IMPLICIT, space, threshold)));
    }
  }

  /** All rows. */
  public TextTable table() {
    return new TextTable(
        List.of(
            "phrases",
            "cosine",
            "micro F1",
            "precision",
            "recall",
            "macro F1",
            "explicit F1",
            "implicit F1"),
        rows.stream()
            .map(
                row ->
                    List.of(
                        row.name(),
                        row.thresholdText(),
                        number(row.all().microF1()),
                        number(row.all().precision()),
                        number(row.all().recall()),
                        number(row.all().macroF1()),
                        number(row.explicit().microF1()),
                        number(row.implicit().microF1())))
            .toList());
  }

  /** All figures by speaker and threshold. */
  public JsonObject json() {
    JsonObject all = new JsonObject();
    for (Row row : rows) {
      if (!all.has(row.name())) {
        all.add(row.name(), new JsonObject());
      }
      all.getAsJsonObject(row.name()).add(row.thresholdText(), json(row));
    }
    return all;
  }

  private static JsonObject json(Row row) {
    JsonObject figures = new JsonObject();
    figures.addProperty("micro", row.all().microF1());
    figures.addProperty("precision", row.all().precision());
    figures.addProperty("recall", row.all().recall());
    figures.addProperty("macro", row.all().macroF1());
    figures.addProperty("explicit", row.explicit().microF1());
    figures.addProperty("explicit_precision", row.explicit().precision());
    figures.addProperty("explicit_recall", row.explicit().recall());
    figures.addProperty("implicit", row.implicit().microF1());
    figures.addProperty("implicit_precision", row.implicit().precision());
    figures.addProperty("implicit_recall", row.implicit().recall());
    return figures;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
