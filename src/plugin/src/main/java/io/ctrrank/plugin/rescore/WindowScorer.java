package io.ctrrank.plugin.rescore;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.tier.ModelVectors;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;

/** Scores the hits of a window: gather their features, their vectors, run the model once. */
final class WindowScorer {
  private final CtrRescoreContext context;

  WindowScorer(CtrRescoreContext context) {
    this.context = context;
  }

  /**
   * Scores documents.
   *
   * @param docs top-level document ids, ascending
   * @param leaves segments of the searcher that found them
   * @throws IllegalArgumentException (400) naming a field that cannot be read
   */
  ScoredWindow score(int[] docs, List<LeafReaderContext> leaves) throws IOException {
    LoadedModel model = context.model();
    ModelManifest manifest = model.manifest();
    Candidates candidates = new Candidates(manifest.schema(), docs);
    LeafWalk walk = new LeafWalk(leaves, context::checkCancellation);

    ItemFields fields = context.fields();
    walk.visit(docs, row -> true, leaf -> fields.open(leaf, candidates));
    if (context.vectors().isPresent()) {
      fillVectors(context.vectors().get(), candidates, walk);
    }
    context.checkCancellation();
    float[] logits = model.scorer().logits(context.user().context(), candidates.batch());
    return new ScoredWindow(candidates, logits, manifest.calibration(), context.request().rankBy());
  }

  private void fillVectors(ModelVectors vectors, Candidates candidates, LeafWalk walk)
      throws IOException {
    TextTemplate template = context.model().manifest().schema().itemText().orElseThrow();
    new TargetVectors(
            vectors,
            context.index().catalogue(),
            walk,
            context::checkCancellation,
            room,
            Deadline.after(Duration.ofMinutes(1)))
        .fill(
            candidates,
            () -> SourceTexts.of(context.request().model(), template, context.search()));
  }
}
