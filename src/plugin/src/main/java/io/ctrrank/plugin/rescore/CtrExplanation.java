package io.ctrrank.plugin.rescore;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.core.fusion.NearItems.Neighbour;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.vector.Fp16;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.Explanation;
import org.jspecify.annotations.Nullable;

/** Tells how a hit came by its score, from what was scored. */
final class CtrExplanation {
  private static final int NEIGHBOURS_WITHOUT_TOP_K = 5;

  private final CtrRescoreContext context;
  private final ScoredWindow scored;

  CtrExplanation(CtrRescoreContext context, ScoredWindow scored) {
    this.context = context;
    this.scored = scored;
  }

  /**
   * @param firstPass how the hit came by its first-pass score
   */
  Explanation explain(int doc, @Nullable Explanation firstPass) {
    Candidates candidates = scored.candidates();
    int row = candidates.row(doc);
    List<Explanation> details = new ArrayList<>();
    details.add(pCtr(row));
    if (scored.rankBy() == RankBy.ECPM) {
      details.add(bid(candidates.bid(row)));
    }
    details.add(vector(candidates.source(row)));
    details.add(history(candidates.batch().vector(row)));
    if (firstPass != null) {
      details.add(
          Explanation.match(
              firstPass.getValue(), "first-pass score, replaced by the rescorer:", firstPass));
    }
    return Explanation.match(scored.score(row), describe(candidates.item(row)), details);
  }

  private String describe(@Nullable String item) {
    String formula = scored.rankBy() == RankBy.CTR ? "pCTR" : "pCTR x bid";
    String user = context.request().user().id().map(id -> ", user [" + id + "]").orElse("");
    return "rescorer [ctr], model ["
        + context.request().model()
        + "], item ["
        + item
        + "]"
        + user
        + ", rank_by ["
        + scored.rankBy()
        + "]: "
        + formula
        + " of:";
  }

  private Explanation pCtr(int row) {
    return Explanation.match(
        scored.pCtr(row),
        "pCTR = 1 / (1 + exp(-(slope x logit + intercept))) of:",
        Explanation.match(scored.logits()[row], "logit"),
        Explanation.match(scored.calibration().slope(), "slope of the calibration"),
        Explanation.match(scored.calibration().intercept(), "intercept of the calibration"));
  }

  private static Explanation bid(double bid) {
    return Double.isFinite(bid) && bid > 0
        ? Explanation.match(bid, "bid")
        : Explanation.match(0, "bid [" + bid + "] counts as 0, expected a number above 0");
  }

  private static Explanation vector(VectorSource source) {
    return Explanation.match(source == VectorSource.FALLBACK ? 0 : 1, "item vector: " + source);
  }

  private Explanation history(short @Nullable [] target) {
    List<HistoryItem> history = context.user().context().history();
    String read = "history events the model read";
    Optional<EmbeddingManifest> embedding = context.model().manifest().embedding();
    if (target == null || embedding.isEmpty()) {
      return Explanation.match(history.size(), read);
    }
    return Explanation.match(
        history.size(),
        read + ", the nearest clicked ones:",
        nearest(target, history, embedding.get()));
  }

  private List<Explanation> nearest(
      short[] target, List<HistoryItem> history, EmbeddingManifest embedding) {
    HistorySchema schema = context.model().manifest().schema().history();
    float[][] vectors = new float[history.size()][];
    boolean[] valid = new boolean[history.size()];
    for (int i = 0; i < vectors.length; i++) {
      short[] vector = history.get(i).vector();
      valid[i] = vector != null && schema.isClick(type(schema, history.get(i)));
      vectors[i] = vector == null ? new float[0] : Fp16.decode(vector);
    }
    int most = embedding.neighbours() == 0 ? NEIGHBOURS_WITHOUT_TOP_K : embedding.neighbours();
    return NearItems.select(Fp16.decode(target), vectors, valid, most).stream()
        .map(neighbour -> nearest(neighbour, history))
        .toList();
  }

  private static String type(HistorySchema schema, HistoryItem item) {
    return schema.types().get(item.type() - 1);
  }

  private static Explanation nearest(Neighbour neighbour, List<HistoryItem> history) {
    return Explanation.match(
        neighbour.similarity(),
        "cosine with history item ["
            + history.get(neighbour.position()).item()
            + "] at position ["
            + neighbour.position()
            + "]");
  }
}
