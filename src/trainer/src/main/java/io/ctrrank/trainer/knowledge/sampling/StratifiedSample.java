package io.ctrrank.trainer.knowledge.sampling;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.ctrrank.trainer.files.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Draws a stratified sample by importance, and writes it. */
public final class StratifiedSample {
  /** Draws behind an estimated inclusion probability. */
  static final int DRAWS = 1000;

  private StratifiedSample() {}

  /**
   * Draws a sample. It depends on the units and the plan, not on the order of the units.
   *
   * @return the sample in random order, so that any beginning of it is of all strata
   */
  public static List<Drawn> draw(List<Unit> units, SamplingPlan plan) {
    Map<String, List<Unit>> strata = Strata.of(units, plan.smallestStratum());
    int[] shares =
        Allocation.of(
            strata.values().stream().mapToInt(List::size).toArray(), plan.size(), plan.fewest());
    List<Drawn> sample = new ArrayList<>();
    int next = 0;
    for (Map.Entry<String, List<Unit>> stratum : strata.entrySet()) {
      Random random = new Random(31 * plan.seed() + stratum.getKey().hashCode());
      sample.addAll(draw(stratum.getKey(), stratum.getValue(), shares[next], random));
      next++;
    }
    Collections.shuffle(sample, new Random(plan.seed()));
    return List.copyOf(sample);
  }

  private static List<Drawn> draw(String name, List<Unit> stratum, int share, Random random) {
    Importance importance = new Importance(stratum);
    double[] weights = stratum.stream().mapToDouble(importance::weight).toArray();
    WeightedDraw draw = new WeightedDraw(weights, share);
    int[] drawn = draw.draw(random);
    double[] probabilities = draw.inclusionProbabilities(random, DRAWS);
    List<Drawn> sample = new ArrayList<>(share);
    for (int number : drawn) {
      Unit unit = stratum.get(number);
      sample.add(
          new Drawn(
              unit,
              name,
              importance.smoothedClickRate(unit),
              weights[number],
              probabilities[number]));
    }
    return sample;
  }

  /**
   * Writes a sample as CSV, a unit a row.
   *
   * @param target replaced if it is there
   */
  public static void write(Path target, List<Drawn> sample) throws IOException {
    WholeFile.write(
        target,
        out -> {
          CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
          csv.writeRecord(
              "id",
              "stratum",
              "impressions",
              "clicks",
              "smoothed_click_rate",
              "weight",
              "inclusion_probability");
          for (Drawn drawn : sample) {
            csv.writeRecord(
                drawn.unit().id(),
                drawn.stratum(),
                String.valueOf(drawn.unit().impressions()),
                String.valueOf(drawn.unit().clicks()),
                number(drawn.smoothedClickRate()),
                number(drawn.weight()),
                number(drawn.inclusionProbability()));
          }
          csv.flush();
        });
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
