package io.ctrrank.plugin.rescore;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.core.fusion.NearItems.Neighbour;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.plugin.user.TransportTellHistoryAction;
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
  private final Candidates candidates;
  private final ScoreFormula formula;
  private final int row;

  /**
   * @param row of the hit in {@code scored}
   */
  CtrExplanation(CtrRescoreContext context, ScoredWindow scored, int row) {
    this.context = context;
    this.scored = scored;
    this.candidates = scored.candidates();
    this.formula = scored.formula();
    this.row = row;
  }

  /** For a hit of which it is not known any more what was scored. */
  static Explanation gone(@Nullable Explanation firstPass) {
    String text =
        "rescorer [ctr]: what was scored is gone, and a recomputation might differ from it; search"
            + " again";
    return firstPass == null ? Explanation.noMatch(text) : Explanation.noMatch(text, firstPass);
  }

  /**
   * @param firstPass how the hit came by its first-pass score
   */
  Explanation explain(@Nullable Explanation firstPass) {
    if (!context.request().serving().shadow()) {
      return score(firstPass, "first-pass score, replaced by the rescorer:");
    }
    List<Explanation> details = new ArrayList<>();
    details.add(score(null, ""));
    if (firstPass != null) {
      details.add(firstPass);
    }
    return Explanation.match(
        scored.firstPass(row),
        "rescorer [ctr] in shadow leaves the first-pass score; it would have given:",
        details);
  }

  private Explanation score(@Nullable Explanation firstPass, String firstPassText) {
    List<Explanation> details = new ArrayList<>();
    switch (scored.prediction()) {
      case Prediction.OfModel model -> details.add(pCtr(model));
      case Prediction.Prior prior -> details.add(prior(prior));
    }
    addFormula(details);
    if (scored.prediction() instanceof Prediction.OfModel) {
      details.add(vector(candidates.source(row)));
      details.add(history(candidates.batch().vector(row)));
      if (context.model().manifest().schema().query()) {
        details.add(query(context.user().context().queryVector()));
      }
    }
    if (firstPass != null) {
      details.add(Explanation.match(firstPass.getValue(), firstPassText, firstPass));
    }
    return Explanation.match(scored.score(row), describe(), details);
  }

  private String describe() {
    String rule = context.request().choice().rule();
    String user = context.request().user().id().map(id -> ", user [" + id + "]").orElse("");
    return "rescorer [ctr], model ["
        + context.user().model().id()
        + "]"
        + (rule.isEmpty() ? "" : " " + rule)
        + (candidates.item(row) == null ? "" : ", item [" + candidates.item(row) + "]")
        + user
        + ", rank_by ["
        + formula.rankBy()
        + "]: "
        + formula
        + " of:";
  }

  private Explanation pCtr(Prediction.OfModel model) {
    return Explanation.match(
        model.pCtr(row),
        "pCTR = 1 / (1 + exp(-(slope x logit + intercept))) of:",
        Explanation.match(model.logits()[row], "logit"),
        Explanation.match(model.calibration().slope(), "slope of the calibration"),
        Explanation.match(model.calibration().intercept(), "intercept of the calibration"));
  }

  private static Explanation prior(Prediction.Prior prior) {
    return Explanation.match(
        prior.baseRate(),
        "pCTR, prior: base rate of the bundle, because ["
            + prior.reason()
            + "]; where it makes hits equal, scores fall by single units in the last place in the"
            + " order of recall");
  }

  private void addFormula(List<Explanation> details) {
    if (formula.rankBy() == RankBy.ECPM) {
      details.add(bid(candidates.bid(row)));
    }
    if (formula.alpha() != 1) {
      details.add(Explanation.match(formula.alpha(), "alpha, the exponent of pCTR"));
    }
    if (formula.firstPassWeight() > 0) {
      details.add(
          Explanation.match(
              formula.firstPassWeight(),
              "first_pass_weight, the exponent of the first-pass score ["
                  + scored.firstPass(row)
                  + "]"));
    }
    if (formula.minEcpm() > 0) {
      details.add(
          Explanation.match(
              scored.revenue(row),
              "pCTR x bid, "
                  + (scored.drops(row) ? "below" : "not below")
                  + " min_ecpm ["
                  + formula.minEcpm()
                  + "]"));
    }
  }

  private static Explanation bid(double bid) {
    return Double.isFinite(bid) && bid > 0
        ? Explanation.match(bid, "bid")
        : Explanation.match(0, "bid [" + bid + "] counts as 0, expected a number above 0");
  }

  private static Explanation vector(VectorSource source) {
    return Explanation.match(source == VectorSource.FALLBACK ? 0 : 1, "item vector: " + source);
  }

  private static Explanation query(short @Nullable [] vector) {
    return vector == null
        ? Explanation.match(0, "text of the search: none, or its vector was not there in time")
        : Explanation.match(1, "text of the search: read");
  }

  private Explanation history(short @Nullable [] target) {
    List<HistoryItem> history = context.user().context().history();
    String read = "history events the model read";
    Optional<EmbeddingManifest> embedding = context.model().manifest().embedding();
    if (context.user().historyIsSecret()) {
      return Explanation.match(
          history.size(),
          read
              + ", details withheld: it is stored, and telling of it needs the privilege ["
              + TransportTellHistoryAction.TYPE.name()
              + "]");
    }
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
