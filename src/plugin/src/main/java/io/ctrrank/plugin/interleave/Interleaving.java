package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.interleave.DraftedDoc.Place;
import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

  /**
   * The coin of a search: the same for the same user and the same query, so that pages fit
   * together; another one each time for nobody.
   *
   * @param unit what sees the same page again; empty for nobody
   * @param query what is searched
   */
  RandomGenerator coin(Optional<String> unit, String query) {
    return unit.map(who -> new SplittableRandom(seed(name + "\n" + who + "\n" + query)))
        .orElseGet(SplittableRandom::new);
  }

  private static long seed(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      long seed = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        seed = seed << Byte.SIZE | (hash[i] & 0xff);
      }
      return seed;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
