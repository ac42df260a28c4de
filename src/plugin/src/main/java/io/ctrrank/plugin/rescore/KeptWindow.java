package io.ctrrank.plugin.rescore;

import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.stats.Degradation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
   * What the log of impressions takes of a hit.
   *
   * @param row of the hit in the window
   */
  ScoredHit scored(int row) {
    Candidates candidates = scored.candidates();
    boolean predicted = scored.prediction() instanceof Prediction.OfModel;
    boolean byRevenue = scored.formula().rankBy() == RankBy.ECPM;
    return new ScoredHit(
        model,
        digest,
        candidates.item(row),
        scored.formula().rankBy().toString(),
        scored.score(row),
        scored.pCtr(row),
        predicted ? candidates.source(row).toString() : null,
        predicted ? Double.valueOf(Math.round(scored.modelNanos() / 1e3) / 1e3) : null,
        byRevenue ? Double.valueOf(scored.revenue(row)) : null,
        byRevenue && Double.isFinite(candidates.bid(row))
            ? Double.valueOf(candidates.bid(row))
            : null,
        scored.degradation().map(Degradation::toString).orElse(null));
  }

  /**
   * The log of a hit: numbers with the very bits that were scored, {@code float}s as floats.
   *
   * @param row of the hit in the window
   * @param features whether to tell what the model read, too
   */
  Map<String, Object> log(int row, boolean features) {
    ScoredHit hit = scored(row);
    Map<String, Object> log = new LinkedHashMap<>();
    log.put("model", hit.model());
    log.put("digest", hit.digest());
    assignment.ifPresent(
        arm -> {
          log.put("experiment", arm.experiment());
          log.put("arm", arm.arm());
          if (arm.forced()) {
            log.put("forced", true);
          }
        });
    putIfThere(log, "item", hit.item());
    log.put("rank_by", hit.rankBy());
    log.put("formula", scored.formula().toString());
    log.put("score", hit.score());
    log.put("pctr", hit.pCtr());
    if (scored.prediction() instanceof Prediction.OfModel predicted) {
      log.put("logit", predicted.logits()[row]);
    }
    putIfThere(log, "vector", hit.vector());
    putIfThere(log, CtrLogPhase.MODEL_TIME, hit.modelMillis());
    putIfThere(log, "ecpm", hit.eCpm());
    putIfThere(log, "bid", hit.bid());
    log.put("first_pass", scored.firstPass(row));
    putIfThere(log, "degraded", hit.degraded());
    if (shadow) {
      log.put("shadow", true);
    }
    if (features && scored.prediction() instanceof Prediction.OfModel) {
      log.put("features", scored.candidates().batch().features(row));
    }
    return log;
  }

  private static void putIfThere(Map<String, Object> log, String member, @Nullable Object value) {
    if (value != null) {
      log.put(member, value);
    }
  }
}
