package io.ctrrank.trainer.torch;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.data.QueryTexts;
import java.util.SplittableRandom;

/**
 * What training does to its rows so that gaps at serving are ordinary inputs: drops ids (new
 * items), vectors (not encoded yet), profiles and histories (anonymous users), and hides history
 * items from sequence fusion; drops texts of searches (none typed). Depends on (seed, epoch, row)
 * alone.
 */
final class Perturbation {
  private final Rates rates;
  private final boolean[] clickTypes;
  private final FrequencyMask mask;
  private final FrequencyMask newcomers;
  private final long seed;

  /**
   * How often.
   *
   * @param itemId the target's id becomes out-of-vocabulary
   * @param itemVector the target's vector is withheld
   * @param historyVector a history item's vector is withheld
   * @param profile the profile is withheld, and the stand-in for a query, which is of the same past
   * @param history the whole history is withheld, and the stand-in for a query
   * @param search the text of the search is withheld
   */
  record Rates(
      double itemId,
      double itemVector,
      double historyVector,
      double profile,
      double history,
      double search) {}

  /**
   * @param rates how often what is withheld
   * @param history its event types
   * @param mask which history items are hidden from fusion
   * @param newcomers how often the id of a target is withheld beside the rate that all share
   * @param seed of the draws
   */
  Perturbation(
      Rates rates, HistorySchema history, FrequencyMask mask, FrequencyMask newcomers, long seed) {
    this.rates = rates;
    this.mask = mask;
    this.newcomers = newcomers;
    this.seed = seed;
    this.clickTypes = new boolean[history.types().size() + 1];
    for (String type : history.clickTypes()) {
      clickTypes[history.typeNumber(type)] = true;
    }
  }

  /** Changes row {@code i} of the batch, which is row {@code row} of the example set. */
  void apply(Batch batch, int i, int row, int epoch) {
    SplittableRandom random = new SplittableRandom(seed ^ ((long) epoch << 40) ^ row * 0x9E3779B9L);
    double itemId = Math.max(rates.itemId, newcomers.probability(batch.items()[i]));
    if (random.nextDouble() < itemId) {
      batch.itemRows()[i] = Vocabulary.OUT_OF_VOCABULARY;
    }
    if (random.nextDouble() < rates.itemVector) {
      batch.itemFallback()[i] = 1;
    }
    if (random.nextDouble() < rates.profile) {
      batch.profileKnown()[i] = 0;
      batch.queries()[i] = QueryTexts.EMPTY;
    }
    boolean withheld = random.nextDouble() < rates.history;
    if (withheld) {
      batch.queries()[i] = QueryTexts.EMPTY;
    }
    for (int position = 0; position < batch.length(); position++) {
      int at = i * batch.length() + position;
      if (withheld) {
        batch.historyTypes()[at] = HistorySchema.PADDING;
        batch.historyMask()[at] = 0;
      } else if (random.nextDouble() < rates.historyVector) {
        batch.historyMask()[at] = 0;
      }
    }
    // The last draw: a row loses the same with it as without.
    if (random.nextDouble() < rates.search) {
      batch.searchKnown()[i] = 0;
    }
    hide(batch, i, row, epoch);
  }

  /** Hides clicks from fusion; where all would be, the one least likely hidden stays. */
  private void hide(Batch batch, int i, int row, int epoch) {
    int shown = 0;
    int leastLikely = -1;
    for (int position = 0; position < batch.length(); position++) {
      int at = i * batch.length() + position;
      if (!clickTypes[(int) batch.historyTypes()[at]] || batch.historyMask()[at] == 0) {
        continue;
      }
      int item = batch.historyItems()[at];
      if (!mask.hides(item, epoch, row, position)) {
        shown++;
        continue;
      }
      batch.hidden()[at] = 1;
      if (leastLikely < 0
          || mask.probability(item) < mask.probability(batch.historyItems()[leastLikely])) {
        leastLikely = at;
      }
    }
    if (shown == 0 && leastLikely >= 0) {
      batch.hidden()[leastLikely] = 0;
    }
  }
}
