package io.ctrrank.core.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The split per user in time: the first 70 % of a user's impressions train, the next 10 % validate,
 * the last 20 % test. Impressions of one user with the same timestamp are never separated: a tie at
 * a cut goes to the earlier part as a whole. Each part is in user order, then time order (ties by
 * item id), and does not depend on the order of the input.
 *
 * @param train training impressions
 * @param validation validation impressions
 * @param test test impressions
 */
public record Split(List<Impression> train, List<Impression> validation, List<Impression> test) {
  private static final double TRAIN_END = 0.7;
  private static final double VALIDATION_END = 0.8;

  private static final Comparator<Impression> IN_TIME =
      Comparator.comparingLong(Impression::timestamp).thenComparing(Impression::item);

  public Split {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /** Splits all impressions. */
  public static Split perUserInTime(List<Impression> impressions) {
    Map<String, List<Impression>> byUser =
        impressions.stream()
            .collect(Collectors.groupingBy(Impression::user, TreeMap::new, Collectors.toList()));
    List<Impression> train = new ArrayList<>();
    List<Impression> validation = new ArrayList<>();
    List<Impression> test = new ArrayList<>();
    for (List<Impression> unordered : byUser.values()) {
      List<Impression> timeline = unordered.stream().sorted(IN_TIME).toList();
      // Who was shown one thing has no past that a model could read for it: nothing to measure.
      int trainEnd = Math.max(1, cut(timeline, TRAIN_END));
      int validationEnd = Math.max(trainEnd, cut(timeline, VALIDATION_END));
      train.addAll(timeline.subList(0, trainEnd));
      validation.addAll(timeline.subList(trainEnd, validationEnd));
      test.addAll(timeline.subList(validationEnd, timeline.size()));
    }
    return new Split(train, validation, test);
  }

  /** First index after the cut; moved on while the tie at the cut lasts. */
  private static int cut(List<Impression> timeline, double fraction) {
    int cut = (int) Math.floor(fraction * timeline.size());
    while (cut > 0
        && cut < timeline.size()
        && timeline.get(cut).timestamp() == timeline.get(cut - 1).timestamp()) {
      cut++;
    }
    return cut;
  }
}
