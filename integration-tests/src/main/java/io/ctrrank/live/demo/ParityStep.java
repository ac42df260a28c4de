package io.ctrrank.live.demo;

import io.ctrrank.live.ads.LiveScores;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Console;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Live scores of test impressions against the trainer's, and against recall order. */
public final class ParityStep {
  private final NodeClient client;
  private final String index;
  private final Dataset dataset;
  private final Console console;

  /**
   * @param client the node
   * @param index the ads index, with every item of the data set
   * @param dataset the data set
   * @param console where to tell
   */
  public ParityStep(NodeClient client, String index, Dataset dataset, Console console) {
    this.client = client;
    this.index = index;
    this.dataset = dataset;
    this.console = console;
  }

  /**
   * Scores the parity rows of every model and tells the outcome.
   *
   * @param models what the node serves, at least one
   * @param checkout folder with the bundles as git holds them, parity rows beside them
   * @return passed if the node scores what the trainer scored
   */
  public StepOutcome run(List<Model> models, Path checkout) throws IOException, DataException {
    List<LiveEvaluation.Outcome> outcomes = new ArrayList<>();
    for (Model model : models) {
      ParityRows rows = ParityRows.read(checkout.resolve(model.id()), dataset.test());
      console.heading(
          "["
              + model.id()
              + "] scores "
              + rows.pCtr().length
              + " test impressions, each with its history as of that moment");
      outcomes.add(evaluation(rows).evaluate(model, rows));
    }
    ParityRows rows = ParityRows.read(checkout.resolve(models.get(0).id()), dataset.test());
    console.text(LiveEvaluation.table(outcomes, evaluation(rows).recall(rows.impressions())));
    boolean agree = outcomes.stream().allMatch(LiveEvaluation.Outcome::agrees);
    double most =
        outcomes.stream().mapToDouble(LiveEvaluation.Outcome::mostDifference).max().orElse(0);
    return new StepOutcome(
        agree,
        String.format(
            Locale.ROOT,
            "live pCTRs differ from the trainer's by at most %.1e on %,d impressions of each model,"
                + " AUC by at most %.1e; %.3f would be too much",
            most,
            rows.pCtr().length,
            outcomes.stream().mapToDouble(LiveEvaluation.Outcome::aucDifference).max().orElse(0),
            LiveEvaluation.MOST_DIFFERENCE));
  }

  private LiveEvaluation evaluation(ParityRows rows) {
    int all = rows.pCtr().length;
    return new LiveEvaluation(
        dataset, new LiveScores(client, index, done -> console.progress("scored", done, all)));
  }
}
