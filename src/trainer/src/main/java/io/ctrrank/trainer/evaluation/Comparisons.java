package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.DeLong;
import io.ctrrank.core.metrics.Holm;
import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.core.metrics.ResampledMetric;
import io.ctrrank.core.metrics.UserBootstrap;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Compares each model with each one before it in a list. */
final class Comparisons {
  /** Seed of the bootstrap: the same users are drawn for all models and in every report. */
  static final long BOOTSTRAP_SEED = 20_260;

  private final boolean[] clicks;
  private final List<ModelScores> models;
  private final UserBootstrap bootstrap;
  private final Map<Resampled, ResampledMetric> aucs = new HashMap<>();
  private final Map<Resampled, ResampledMetric> gaucs = new HashMap<>();

  /** A model's runs of some seeds, of all for none. */
  private record Resampled(int model, List<Long> seeds) {}

  private Comparisons(List<ModelScores> models, ExampleSet rows, int draws) {
    this.clicks = rows.clicks();
    this.models = models;
    this.bootstrap = new UserBootstrap(rows.users(), clicks, draws, BOOTSTRAP_SEED);
  }

  private ResampledMetric auc(int model, List<Long> seeds) {
    return aucs.computeIfAbsent(
        new Resampled(model, seeds), key -> bootstrap.auc(models.get(model).runs(seeds)));
  }

  private ResampledMetric gauc(int model, List<Long> seeds) {
    return gaucs.computeIfAbsent(
        new Resampled(model, seeds), key -> bootstrap.gauc(models.get(model).runs(seeds)));
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
      // A mean over other seeds beside these would put the spread of seeds into the difference.
      List<Long> shared = models.get(later).sharedSeeds(models.get(earlier));
      family.add(
          new Tests(
              shared.size(),
              RelaImpr.percent(auc(later, shared).value(), auc(earlier, shared).value()),
              auc(later, shared).minus(auc(earlier, shared)),
              DeLong.of(models.get(later).runs(shared), models.get(earlier).runs(shared), clicks),
              gauc(later, shared).minus(gauc(earlier, shared))));
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
              tests.seeds(),
              tests.relaImpr(),
              tests.auc(),
              aucHolm[earlier],
              tests.deLong(),
              deLongHolm[earlier],
              tests.gauc(),
              gaucHolm[earlier]));
    }
    return comparisons;
  }

  private record Tests(
      int seeds,
      double relaImpr,
      BootstrapDifference auc,
      DeLong deLong,
      BootstrapDifference gauc) {}

  private static double[] holm(List<Tests> family, ToDoubleFunction<Tests> p) {
    return Holm.adjusted(family.stream().mapToDouble(p).toArray());
  }
}
