package io.ctrrank.plugin.rescore;

import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.request.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one rescorer of one search scored on one shard, with what the log tells of it.
 *
 * @param model id of the model
 * @param digest digest of its bundle
 * @param assignment the arm of an experiment that the search is in
 * @param shadow whether the hits kept order and scores of recall
 * @param scored the window
 */
record KeptWindow(
    String model,
    String digest,
    Optional<Assignment> assignment,
    boolean shadow,
    ScoredWindow scored) {
  /**
   * The log of a hit: numbers with the very bits that were scored, {@code float}s as floats.
   *
   * @param row of the hit in the window
   * @param features whether to tell what the model read, too
   */
  Map<String, Object> log(int row, boolean features) {
    Candidates candidates = scored.candidates();
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("model", model);
    log.put("digest", digest);
    assignment.ifPresent(
        arm -> {
          log.put("experiment", arm.experiment());
          log.put("arm", arm.arm());
          if (arm.forced()) {
            log.put("forced", true);
          }
        });
    String item = candidates.item(row);
    if (item != null) {
      log.put("item", item);
    }
    log.put("rank_by", scored.formula().rankBy().toString());
    log.put("formula", scored.formula().toString());
    log.put("score", scored.score(row));
    log.put("pctr", scored.pCtr(row));
    if (scored.prediction() instanceof Prediction.OfModel predicted) {
      log.put("logit", predicted.logits()[row]);
      log.put("vector", candidates.source(row).toString());
      log.put(CtrLogPhase.MODEL_TIME, Math.round(scored.modelNanos() / 1e3) / 1e3);
    }
    if (scored.formula().rankBy() == RankBy.ECPM) {
      log.put("ecpm", scored.revenue(row));
      if (Double.isFinite(candidates.bid(row))) {
        log.put("bid", candidates.bid(row));
      }
    }
    log.put("first_pass", scored.firstPass(row));
    scored.degradation().ifPresent(reason -> log.put("degraded", reason.toString()));
    if (shadow) {
      log.put("shadow", true);
    }
    if (features && scored.prediction() instanceof Prediction.OfModel) {
      log.put("features", candidates.batch().features(row));
    }
    return log;
  }
}
