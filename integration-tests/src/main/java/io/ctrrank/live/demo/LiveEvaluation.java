package io.ctrrank.live.demo;

import com.google.gson.JsonObject;
import io.ctrrank.core.metrics.Auc;
import io.ctrrank.core.metrics.Gauc;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.LiveScores;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.report.Table;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Scores impressions through the node, each with its user's history and profile as of that moment,
 * and compares with what the trainer scored for the same rows.
 */
public final class LiveEvaluation {
  /** Most that AUC and any single pCTR may differ between node and trainer. */
  public static final double MOST_DIFFERENCE = 0.001;

  private final Dataset dataset;
  private final LiveScores live;

  /**
   * @param dataset the data set that the impressions are of
   * @param live scores through the node
   */
  public LiveEvaluation(Dataset dataset, LiveScores live) {
    this.dataset = dataset;
    this.live = live;
  }

  /**
   * Quality of one scoring of the rows.
   *
   * @param name who scored
   * @param auc area under the ROC curve
   * @param gauc AUC within users, weighted by impressions
   */
  public record Quality(String name, double auc, double gauc) {}

  /**
   * Node against trainer.
   *
   * @param live of the node's scores
   * @param offline of the trainer's
   * @param mostDifference largest difference of a pCTR
   */
  public record Outcome(Quality live, Quality offline, double mostDifference) {

    /** Whether the node scores what the trainer scored. */
    public boolean agrees() {
      return aucDifference() <= MOST_DIFFERENCE && mostDifference <= MOST_DIFFERENCE;
    }

    double aucDifference() {
      return Math.abs(live.auc - offline.auc);
    }
  }

  /** Scores the rows with a model. */
  public Outcome evaluate(Model model, ParityRows rows) throws IOException {
    ExampleSet impressions = rows.impressions();
    List<JsonObject> searches =
        IntStream.range(0, impressions.size())
            .mapToObj(row -> rescored(model, impressions, row))
            .toList();
    double[] scores = live.of(searches);
    double most = 0;
    for (int row = 0; row < scores.length; row++) {
      most = Math.max(most, Math.abs(scores[row] - rows.pCtr()[row]));
    }
    return new Outcome(
        quality("live " + model.id(), impressions, scores),
        quality("offline " + model.id(), impressions, rows.pCtr()),
        most);
  }

  /**
   * Quality of recall order: the first-pass score of each ad for the user's profile as the query,
   * as this data has none; without a profile 0.
   */
  public Quality recall(ExampleSet impressions) throws IOException {
    List<JsonObject> searches =
        IntStream.range(0, impressions.size())
            .mapToObj(
                row -> {
                  UserState user = UserState.of(dataset, impressions, row);
                  String item = impressions.impression(row).item();
                  return AdSearch.search(
                      user.profile().isEmpty()
                          ? AdSearch.item(item)
                          : AdSearch.item(item, user.profile()),
                      1);
                })
            .toList();
    return quality("recall order", impressions, live.of(searches));
  }

  /** All outcomes as a table. */
  public static String table(List<Outcome> outcomes, Quality recall) {
    Table table =
        new Table("scored by", ">AUC", ">GAUC", ">live - offline AUC", ">largest pCTR difference");
    table.row(recall.name(), number(recall.auc()), number(recall.gauc()), "", "");
    for (Outcome outcome : outcomes) {
      table.row(
          outcome.offline().name(),
          number(outcome.offline().auc()),
          number(outcome.offline().gauc()),
          "",
          "");
      table.row(
          outcome.live().name(),
          number(outcome.live().auc()),
          number(outcome.live().gauc()),
          String.format(Locale.ROOT, "%.1e", outcome.aucDifference()),
          String.format(Locale.ROOT, "%.1e", outcome.mostDifference()));
    }
    return table.toString();
  }

  private JsonObject rescored(Model model, ExampleSet impressions, int row) {
    JsonObject user = UserState.of(dataset, impressions, row).toJson(model.readsProfile());
    return AdSearch.byCtr(
        AdSearch.search(AdSearch.item(impressions.impression(row).item()), 1), model.id(), user, 1);
  }

  private static Quality quality(String name, ExampleSet impressions, double[] scores) {
    boolean[] clicks = impressions.clicks();
    return new Quality(
        name, Auc.of(scores, clicks), Gauc.of(impressions.users(), scores, clicks).value());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
