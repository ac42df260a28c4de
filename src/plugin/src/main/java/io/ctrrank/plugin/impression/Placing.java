package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import io.ctrrank.plugin.interleave.TeamPhase;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.rescore.Outcome;
import java.util.Optional;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;

/**
 * What put a hit where it is.
 *
 * @param model id of the model, {@code _none} for the order of recall; null for nobody's pick
 * @param comparison name of the experiment or the interleaving; null for neither
 * @param arm of an experiment, or the team of an interleaving; null for none
 * @param forced whether the search asked for the arm
 */
record Placing(
    @Nullable String model, @Nullable String comparison, @Nullable String arm, boolean forced) {
  /** Of all hits of a page that is not interleaved. */
  static Placing of(Outcome outcome) {
    Optional<Assignment> assignment = outcome.assignment();
    return new Placing(
        outcome.model(),
        assignment.map(Assignment::experiment).orElse(null),
        assignment.map(Assignment::arm).orElse(null),
        assignment.filter(Assignment::forced).isPresent());
  }

  /** Of one hit of an interleaved page. */
  static Placing ofTeam(SearchHit hit, String interleaving) {
    Optional<Team> team = TeamPhase.team(hit);
    return new Placing(
        team.map(Team::model).orElse(null), interleaving, team.map(Team::name).orElse(null), false);
  }

  boolean isOrderOfRecall() {
    return CtrRequest.NO_MODEL.equals(model);
  }
}
