package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.DeLong;
import io.ctrrank.core.metrics.Holm;
import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.core.metrics.ResampledMetric;
import io.ctrrank.core.metrics.UserBootstrap;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Compares each model with each one before it in a list. */
final class Comparisons {
  /** Seed of the bootstrap: the same users are drawn for all models and in every report. */
  static final long BOOTSTRAP_SEED = 20_260;

  private final boolean[] clicks;
  private final List<ModelScores> models;
  private final List<ResampledMetric> aucs;
  private final List<ResampledMetric> gaucs;

  private Comparisons(List<ModelScores> models, ExampleSet rows, int draws) {
    this.clicks = rows.clicks();
    this.models = models;
    UserBootstrap bootstrap = new UserBootstrap(rows.users(), clicks, draws, BOOTSTRAP_SEED);
    this.aucs = models.stream().map(model -> bootstrap.auc(model.runs())).toList();
    this.gaucs = models.stream().map(model -> bootstrap.gauc(model.runs())).toList();
  }

  /**
   * All comparisons, in the order of the list.
   *
   * @param models scores of the same rows
   * @param rows the rows
   * @param draws resamples
   */
  static List<Comparison> of(List<ModelScores> models, ExampleSet rows, int draws) {
    Comparisons comparisons = new Comparisons(models, rows, draws);
    List<Comparison> all = new ArrayList<>();
    for (int later = 1; later < models.size(); later++) {
      all.addAll(comparisons.with(later));
    }
    return all;
  }

  /** The comparisons of one model with all before it: one family of tests. */
  private List<Comparison> with(int later) {
    List<Tests> family = new ArrayList<>();
    for (int earlier = 0; earlier < later; earlier++) {
      family.add(
          new Tests(
              aucs.get(later).minus(aucs.get(earlier)),
              DeLong.of(models.get(later).runs(), models.get(earlier).runs(), clicks),
              gaucs.get(later).minus(gaucs.get(earlier))));
    }
    double[] aucHolm = holm(family, tests -> tests.auc().p());
    double[] deLongHolm = holm(family, tests -> tests.deLong().p());
    double[] gaucHolm = holm(family, tests -> tests.gauc().p());
    List<Comparison> comparisons = new ArrayList<>();
    for (int earlier = 0; earlier < later; earlier++) {
      Tests tests = family.get(earlier);
      comparisons.add(
          new Comparison(
              models.get(later).name(),
              models.get(earlier).name(),
              RelaImpr.percent(aucs.get(later).value(), aucs.get(earlier).value()),
              tests.auc(),
              aucHolm[earlier],
              tests.deLong(),
              deLongHolm[earlier],
              tests.gauc(),
              gaucHolm[earlier]));
    }
    return comparisons;
  }

  private record Tests(BootstrapDifference auc, DeLong deLong, BootstrapDifference gauc) {}

  private static double[] holm(List<Tests> family, ToDoubleFunction<Tests> p) {
    return Holm.adjusted(family.stream().mapToDouble(p).toArray());
  }
}
