package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.Resolution;
import io.ctrrank.plugin.user.ResolvedUser;
import java.util.Optional;

/**
 * How the coordinator decided about a search.
 *
 * @param request what was asked, its model chosen
 * @param resolution what all shards do
 */
public record Outcome(CtrRequest request, Resolution resolution) {
  public Outcome {
    requireNonNull(request, "request is null");
    requireNonNull(resolution, "resolution is null");
  }

  /** Id of the model, {@code _none} for the order of recall. */
  public String model() {
    return switch (resolution) {
      case RecallOrder order -> CtrRequest.NO_MODEL;
      case ResolvedUser user -> user.model().id();
    };
  }

  /** The arm of an experiment that the search is in, if it is in one. */
  public Optional<Assignment> assignment() {
    return request.choice().assignment();
  }

  /** The user, where the search names one and something else stays in one arm. */
  public Optional<String> userBesideUnit() {
    return request.user().id().filter(user -> !unit().equals(Optional.of(user)));
  }

  /** What stays in one arm: what the search names for it, else its user; empty for nobody. */
  public Optional<String> unit() {
    return request.unit();
  }
}
