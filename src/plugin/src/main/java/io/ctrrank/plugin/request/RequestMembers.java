package io.ctrrank.plugin.request;

import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request in the making: its members as they are read, null where one is not there. */
final class RequestMembers {
  @Nullable String model;
  @Nullable ExperimentInput experiment;
  UserInput user = UserInput.ANONYMOUS;
  RankBy rankBy = RankBy.CTR;
  @Nullable String bidField;
  @Nullable Double alpha;
  @Nullable Double minEcpm;
  double firstPassWeight;
  @Nullable String queryText;
  @Nullable String queryId;
  @Nullable Duration timeout;
  OnFailure onFailure = OnFailure.PRIOR;
  boolean shadow;

  /**
   * The request.
   *
   * @throws IllegalArgumentException if members do not go together
   */
  CtrRequest request() {
    return new CtrRequest(
        choice(),
        user,
        ranking(),
        Optional.ofNullable(queryText).filter(text -> !text.isBlank()),
        new ServingOptions(
            Optional.ofNullable(timeout), onFailure, shadow, Optional.ofNullable(queryId)));
  }

  private ModelChoice choice() {
    if (model == null) {
      return ModelChoice.unnamed(experiment == null ? ExperimentInput.ANY : experiment);
    }
    if (experiment != null) {
      throw new IllegalArgumentException(
          "[model] is ["
              + model
              + "], so that no experiment chooses it; leave [experiment] out, or [model]");
    }
    return ModelChoice.named(model);
  }

  private Ranking ranking() {
    return new Ranking(
        new ScoreFormula(
            rankBy,
            onlyByEcpm("alpha", alpha, 1),
            firstPassWeight,
            onlyByEcpm("min_ecpm", minEcpm, 0)),
        Optional.ofNullable(bidField));
  }

  /** A member that would do nothing is an error, even with the value that it has unasked. */
  private double onlyByEcpm(String member, @Nullable Double value, double unasked) {
    if (value != null && rankBy == RankBy.CTR) {
      throw new IllegalArgumentException(
          "["
              + member
              + "] is ["
              + value
              + "] but [rank_by] is [ctr], which does not read it; leave it out, or rank by"
              + " [ecpm]");
    }
    return value == null ? unasked : value;
  }
}
