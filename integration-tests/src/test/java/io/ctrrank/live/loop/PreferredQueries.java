package io.ctrrank.live.loop;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What simulated users search for: genres, the more often the more films of them they liked among
 * the preferences that no model has seen; each of them now and then. Immutable.
 */
final class PreferredQueries {
  private final List<String> phrases;

  /** How often each phrase is searched for, of users that liked something. */
  private final Map<String, double[]> weights = new HashMap<>();

  private PreferredQueries(List<String> phrases) {
    this.phrases = List.copyOf(phrases);
  }

  /**
   * @param heldOut preferences of the data set that no model has seen
   * @param phrases genres, with spaces between several
   */
  static PreferredQueries of(Dataset dataset, ExampleSet heldOut, List<String> phrases) {
    PreferredQueries queries = new PreferredQueries(phrases);
    for (int row = 0; row < heldOut.size(); row++) {
      if (heldOut.click(row)) {
        int item = dataset.catalogue().indexOf(heldOut.impression(row).item());
        queries.add(heldOut.impression(row).user(), dataset.catalogue().item(item).categories());
      }
    }
    return queries;
  }

  private void add(String user, List<String> genres) {
    double[] weight = weights.computeIfAbsent(user, id -> once());
    List<String> names = genres.stream().map(genre -> genre.toLowerCase(Locale.ROOT)).toList();
    for (int i = 0; i < weight.length; i++) {
      for (String genre : phrases.get(i).split(" ", -1)) {
        weight[i] += names.contains(genre) ? 1 : 0;
      }
    }
  }

  private double[] once() {
    double[] weight = new double[phrases.size()];
    Arrays.fill(weight, 1);
    return weight;
  }

  /** What a user searches for next. */
  String draw(String user, SplittableRandom random) {
    double[] weight = weights.getOrDefault(user, once());
    double all = 0;
    for (double one : weight) {
      all += one;
    }
    double place = random.nextDouble() * all;
    int phrase = 0;
    while (phrase + 1 < weight.length && place >= weight[phrase]) {
      place -= weight[phrase];
      phrase++;
    }
    return phrases.get(phrase);
  }
}
