package io.ctrrank.live.ads;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rescorer's explanation of a hit says.
 *
 * @param score the hit's score
 * @param pCtr calibrated click probability
 * @param logit before calibration
 * @param bid the bid, empty when ranking by pCTR
 * @param vectorSource where the item's vector came from, for example {@code cached}
 * @param nearest clicked history items that are nearest to the hit, nearest first
 */
public record HitExplanation(
    double score,
    double pCtr,
    double logit,
    Optional<Double> bid,
    String vectorSource,
    List<Near> nearest) {
  private static final Pattern NEAR =
      Pattern.compile("cosine with history item \\[(.+)] at position \\[(\\d+)]");
  private static final String VECTOR = "item vector: ";

  /**
   * A history item near a hit.
   *
   * @param item its id
   * @param similarity cosine of the adapted vectors
   */
  public record Near(String item, double similarity) {}

  public HitExplanation {
    nearest = List.copyOf(nearest);
  }

  /** Reads the {@code _explanation} of a hit. */
  public static HitExplanation of(JsonObject explanation) {
    JsonObject pCtr = detail(explanation, "pCTR").orElseThrow();
    return new HitExplanation(
        value(explanation),
        value(pCtr),
        value(detail(pCtr, "logit").orElseThrow()),
        detail(explanation, "bid").map(HitExplanation::value),
        description(detail(explanation, VECTOR).orElseThrow()).substring(VECTOR.length()),
        near(detail(explanation, "history").orElseThrow()));
  }

  private static List<Near> near(JsonObject history) {
    List<Near> nearest = new ArrayList<>();
    for (JsonElement detail : history.getAsJsonArray("details")) {
      Matcher matcher = NEAR.matcher(description(detail.getAsJsonObject()));
      if (matcher.matches()) {
        nearest.add(new Near(matcher.group(1), value(detail.getAsJsonObject())));
      }
    }
    return nearest;
  }

  private static Optional<JsonObject> detail(JsonObject explanation, String start) {
    for (JsonElement detail : explanation.getAsJsonArray("details")) {
      if (description(detail.getAsJsonObject()).startsWith(start)) {
        return Optional.of(detail.getAsJsonObject());
      }
    }
    return Optional.empty();
  }

  private static double value(JsonObject explanation) {
    return explanation.get("value").getAsDouble();
  }

  private static String description(JsonObject explanation) {
    return explanation.get("description").getAsString();
  }
}
