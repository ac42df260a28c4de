package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.scoring.RankBy;
import java.util.Optional;

/**
 * What a search asks of the rescorer.
 *
 * @param model id of the model
 * @param user the user
 * @param rankBy what hits are ordered by
 * @param bidField index field of the bid, there exactly when ranking by eCPM
 * @param queryText what the user typed, for models that read it
 */
public record CtrRequest(
    String model,
    UserInput user,
    RankBy rankBy,
    Optional<String> bidField,
    Optional<String> queryText) {

  public CtrRequest {
    requireNonNull(model, "model is null");
    requireNonNull(user, "user is null");
    requireNonNull(rankBy, "rankBy is null");
    if (rankBy == RankBy.ECPM && bidField.isEmpty()) {
      throw new IllegalArgumentException(
          "[rank_by] is [ecpm] but [bid_field] is missing; name the index field that holds the"
              + " bid, or rank by [ctr]");
    }
    if (rankBy == RankBy.CTR && bidField.isPresent()) {
      throw new IllegalArgumentException(
          "[bid_field] is ["
              + bidField.get()
              + "] but [rank_by] is [ctr], which reads no bid; leave it out, or rank by [ecpm]");
    }
  }

  /** The same request without what it says about the user's behaviour and profile. */
  public CtrRequest withoutBehavior() {
    UserInput nameOnly = new UserInput(user.id(), Optional.empty(), Optional.empty());
    return new CtrRequest(model, nameOnly, rankBy, bidField, queryText);
  }
}
