package io.ctrrank.plugin.interleave;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.interleave.DraftedDoc.Place;
import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.lucene.search.ScoreDoc;

/**
 * What is interleaved.
 *
 * @param name under which impressions are logged and reported
 * @param models names of the two models, as the search has them
 */
public record Interleaving(String name, List<String> models) {
  private static final int TEAMS = 2;

  /**
   * @throws IllegalArgumentException (400) if there are not two different models
   */
  public Interleaving {
    models = List.copyOf(models);
    if (models.size() != TEAMS || models.getFirst().equals(models.getLast())) {
      throw new IllegalArgumentException(
          "[ctr_interleave.models] is "
              + models
              + "; expected two names of models, such as [din, msd]");
    }
  }

  /** What stands in the log in place of an experiment's name, which has no slash. */
  public static String logged(String name) {
    return "interleaving/" + name;
  }

  /**
   * The coin of a search: the same for all pages of one search, which have one name, and without a
   * name for the same user and the same recall; another one each time for nobody.
   *
   * @param unit what sees the same page again; empty for nobody
   * @param queryId name of the search
   * @param recall what is searched
   */
  RandomGenerator coin(Optional<String> unit, Optional<String> queryId, String recall) {
    Optional<String> same = queryId.isPresent() ? queryId : unit.map(who -> recall);
    return same.map(what -> new SplittableRandom(Buckets.hash(name, unit.orElse("") + "\n" + what)))
        .orElseGet(SplittableRandom::new);
  }

  /** A ranking as the draft takes it. */
  static List<Place> places(ScoreDoc[] ranking) {
    return Arrays.stream(ranking).map(doc -> new Place(doc.shardIndex, doc.doc)).toList();
  }

  /** The side of a model. */
  Team team(int number, String model) {
    return new Team(models.get(number), model);
  }
}
