package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.plugin.request.OnFailure;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.stats.Stage;
import io.ctrrank.plugin.user.PinnedModel;
import io.ctrrank.runtime.onnx.CtrScorer;
import io.ctrrank.runtime.tier.ModelVectors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;

/**
 * Scores the hits of a window: gather their features, their vectors, run the model once; within the
 * time that the request has left. Without a run of the model the window gets the base rate.
 */
final class WindowScorer {
  /**
   * A window that has all it needs waits so long for its turn at the model, whatever time it is.
   */
  private static final Duration LEAST_WAIT_FOR_TURN = Duration.ofMillis(2);

  private final CtrRescoreContext context;
  private final CtrServices services;
  private final Deadline deadline;

  /** Its time begins now. */
  WindowScorer(CtrRescoreContext context) {
    this.context = context;
    this.services = context.services();
    this.deadline = Deadline.after(context.user().remaining());
  }

  /**
   * Scores hits.
   *
   * @param leaves segments of the searcher that found them
   * @throws IllegalArgumentException (400) naming a field that cannot be read
   * @throws org.elasticsearch.ElasticsearchStatusException (503) if the window is degraded and the
   *     request asks for an error then
   */
  ScoredWindow score(RecalledHits hits, List<LeafReaderContext> leaves) throws IOException {
    LeafWalk walk = new LeafWalk(leaves, context::checkCancellation);
    if (!context.hasModel()) {
      return withoutModel(hits, walk);
    }
    RescoreCounters counters = services.counters();
    long start = System.nanoTime();
    Candidates candidates = new Candidates(context.model().manifest().schema(), hits.docs());
    ItemFields fields = context.fields();
    walk.visit(hits.docs(), row -> true, leaf -> fields.open(leaf, candidates));

    long read = System.nanoTime();
    counters.addStage(Stage.FEATURES, read - start);
    Optional<TargetVectors> targets = context.vectors().map(vectors -> targets(vectors, walk));
    if (targets.isPresent()) {
      targets.get().fill(candidates, this::texts);
    }
    context.checkCancellation();
    long found = System.nanoTime();
    counters.addStage(Stage.VECTORS, found - read);
    ScoredWindow scored = predict(candidates, hits, targets);
    long predicted = System.nanoTime() - found;
    counters.addStage(Stage.MODEL, predicted);
    refuseIfAsked(scored);
    return scored.withModelTime(predicted);
  }

  private ScoredWindow withoutModel(RecalledHits hits, LeafWalk walk) throws IOException {
    Candidates candidates = Candidates.withoutModel(hits.docs());
    ItemFields.readBids(candidates, context.request().bidField(), context.search(), walk);
    services.counters().addWindow(context.user().model().id(), candidates.size());
    ScoredWindow scored = prior(candidates, hits, Degradation.MODEL_NOT_READY);
    refuseIfAsked(scored);
    return scored;
  }

  private TargetVectors targets(ModelVectors vectors, LeafWalk walk) {
    return new TargetVectors(
        vectors,
        context.index().catalogue(),
        services.itemMemory(),
        walk,
        context::checkCancellation,
        services.room(),
        deadline);
  }

  private SourceTexts texts() {
    TextTemplate template = context.model().manifest().schema().itemText().orElseThrow();
    return SourceTexts.of(context.user().model().id(), template, context.search());
  }

  private ScoredWindow predict(
      Candidates candidates, RecalledHits hits, Optional<TargetVectors> targets) {
    RescoreCounters counters = services.counters();
    counters.addWindow(context.user().model().id(), candidates.size());
    targets.map(TargetVectors::fallbacks).orElse(Map.of()).forEach(counters::addFallbacks);
    long asked = System.nanoTime();
    Optional<CtrScorer.Turn> turn = context.model().scorer().turn(turnWait());
    long waited = targets.map(TargetVectors::waited).orElse(0L) + System.nanoTime() - asked;
    counters.addShardWait(waited);
    if (turn.isEmpty()) {
      return prior(candidates, hits, Degradation.INFERENCE_BUSY);
    }
    try (CtrScorer.Turn mine = turn.get()) {
      float[] logits = mine.logits(context.user().context(), candidates.batch());
      replaceNotFinite(logits);
      return predicted(candidates, hits, logits, isMostlyFallback(candidates, targets));
    } catch (IllegalStateException e) {
      services.inferenceFailures().add(context.user().model().id(), e);
      return prior(candidates, hits, Degradation.INFERENCE_FAILED);
    }
  }

  /** A hit for which the model gives no number has the base rate, and the others what they have. */
  private void replaceNotFinite(float[] logits) {
    PinnedModel model = context.user().model();
    for (int row = 0; row < logits.length; row++) {
      if (!Float.isFinite(logits[row])) {
        services
            .inferenceFailures()
            .add(
                model.id(),
                new IllegalStateException(
                    "logit of a hit is [" + logits[row] + "]; expected a finite number"));
        logits[row] = (float) context.model().manifest().calibration().logit(model.baseRate());
      }
    }
  }

  private Duration turnWait() {
    Duration remaining = deadline.remaining();
    return remaining.compareTo(LEAST_WAIT_FOR_TURN) < 0 ? LEAST_WAIT_FOR_TURN : remaining;
  }

  private static boolean isMostlyFallback(Candidates candidates, Optional<TargetVectors> targets) {
    int fallbacks = 0;
    if (targets.isPresent()) {
      for (int ofReason : targets.get().fallbacks().values()) {
        fallbacks += ofReason;
      }
    }
    return 2 * fallbacks > candidates.size();
  }

  private ScoredWindow predicted(
      Candidates candidates, RecalledHits hits, float[] logits, boolean mostlyFallback) {
    ScoredWindow scored =
        ScoredWindow.predicted(
            candidates,
            hits.scores(),
            context.request().ranking().formula(),
            logits,
            context.model().manifest().calibration());
    if (!mostlyFallback) {
      return scored;
    }
    services.counters().add(Degradation.FALLBACK_MAJORITY);
    return scored.degradedBy(Degradation.FALLBACK_MAJORITY);
  }

  private ScoredWindow prior(Candidates candidates, RecalledHits hits, Degradation reason) {
    services.counters().add(reason);
    return ScoredWindow.prior(
        candidates,
        hits.scores(),
        context.request().ranking().formula(),
        context.user().model().baseRate(),
        reason);
  }

  private void refuseIfAsked(ScoredWindow scored) {
    Optional<Degradation> reason = scored.degradation();
    if (reason.isPresent() && context.request().serving().onFailure() == OnFailure.FAIL) {
      throw DegradedException.of(
          reason.get(),
          "a window of index ["
              + context.search().index().getName()
              + "] was not scored as it should be");
    }
  }
}
