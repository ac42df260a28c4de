package io.ctrrank.trainer.torch;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.LimitSearch;
import io.ctrrank.trainer.distillation.PhraseChooser;
import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.PhraseSpace;
import io.ctrrank.trainer.distillation.PhraseTokens;
import io.ctrrank.trainer.distillation.Scored;
import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.distillation.Student;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.StudentNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A student on libtorch. */
final class TorchStudent implements Student {
  private static final int BATCH = 64;
  private static final PhraseChooser.Limit START = new PhraseChooser.Limit(0, 0, 1, 1);
  private static final PhraseChooser.Limit ANY =
      new PhraseChooser.Limit(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 1);

  private final StudentNetwork network;
  private final StudentLesson lesson;
  private final StudentOptions options;
  private final PhraseChooser chooser;
  private final StateTable states;
  private final Weights weights;
  private final Weights kept;
  private Limits limits = new Limits(START, START);
  private Limits keptLimits = limits;
  private Limits writtenLimits = limits;
  private Limits keptWrittenLimits = limits;

  private record Limits(PhraseChooser.Limit explicit, PhraseChooser.Limit implicit) {
    Limits transfer(StateStream stream) throws IOException {
      return new Limits(transfer(explicit, stream), transfer(implicit, stream));
    }

    private static PhraseChooser.Limit transfer(PhraseChooser.Limit limit, StateStream stream)
        throws IOException {
      return new PhraseChooser.Limit(
          stream.real(limit.logit()),
          stream.real(limit.spoken()),
          Math.toIntExact(stream.number(limit.fewest())),
          Math.toIntExact(stream.number(limit.most())));
    }
  }

  /** Phrases that may be said of each item. */
  private record Scores(List<List<Scored>> explicit, List<List<Scored>> implicit) {}

  /** Hears of encoded batches. */
  private interface Batches {
    void accept(List<Integer> items, Tensor encoded, Tensor mask);
  }

  TorchStudent(StudentNetwork network, StudentLesson lesson, StudentOptions options) {
    this.network = network;
    this.lesson = lesson;
    this.options = options;
    this.chooser = new PhraseChooser(lesson.vocabulary(), options.same());
    this.states = StateTable.of(lesson.states(), lesson.top().getFirst().width());
    this.weights = new Weights(network.parameters());
    this.kept = new Weights(network.parameters());
  }

  Weights weights() {
    return weights;
  }

  StateTable states() {
    return states;
  }

  /** Takes over weights, chooses thresholds on the validation items and tells the F1 there. */
  PhraseF1 judged(Weights other) {
    weights.copyFrom(other);
    List<Taught> items = lesson.split().validation();
    List<Integer> indices = items.stream().map(Taught::item).toList();
    List<ItemKnowledge> expected = items.stream().map(Taught::knowledge).toList();
    if (options.learnsSets()) {
      limits = limits(scores(indices), expected);
    }
    if (options.learnsToWrite()) {
      writtenLimits = limits(drafts(indices), expected);
    }
    return PhraseF1.of(phrases(indices), expected, lesson.vocabulary().space(), options.same());
  }

  private Limits limits(Scores scores, List<ItemKnowledge> expected) {
    return new Limits(
        limit(scores.explicit(), expected, PhraseKind.EXPLICIT),
        limit(scores.implicit(), expected, PhraseKind.IMPLICIT));
  }

  private PhraseChooser.Limit limit(
      List<List<Scored>> candidates, List<ItemKnowledge> expected, PhraseKind kind) {
    PhraseSpace space = lesson.vocabulary().space();
    return new LimitSearch(chooser, space, options.same(), candidates, expected, kind).best();
  }

  /** Keeps weights and thresholds as the best so far. */
  void keep() {
    kept.copyFrom(weights);
    keptLimits = limits;
    keptWrittenLimits = writtenLimits;
  }

  /** What was kept. */
  void transferKept(StateStream stream) throws IOException {
    kept.transfer(stream);
    keptLimits = keptLimits.transfer(stream);
    keptWrittenLimits = keptWrittenLimits.transfer(stream);
  }

  /** Goes back to what was kept. */
  void recall() {
    weights.copyFrom(kept);
    limits = keptLimits;
    writtenLimits = keptWrittenLimits;
  }

  @Override
  public List<ItemKnowledge> phrases(List<Integer> items) {
    return options.learnsSets() ? chosen(scores(items), limits) : written(items);
  }

  private List<ItemKnowledge> chosen(Scores scores, Limits limits) {
    List<ItemKnowledge> chosen = new ArrayList<>();
    chooser.prepare(scores.explicit(), limits.explicit());
    for (int i = 0; i < scores.explicit().size(); i++) {
      chosen.add(
          new ItemKnowledge(
              chooser.choose(scores.explicit().get(i), limits.explicit()),
              chooser.choose(scores.implicit().get(i), limits.implicit())));
    }
    return chosen;
  }

  private Scores scores(List<Integer> items) {
    Scores scores = new Scores(new ArrayList<>(), new ArrayList<>());
    TorchOps ops = TorchOps.evaluation(weights);
    encoded(
        items,
        (batch, encoded, mask) -> {
          StudentNetwork.Logits<Tensor> logits = network.logits(ops, encoded, mask);
          List<List<Scored>> explicit = candidates(logits.explicit());
          if (options.learnsSpans()) {
            addSpans(explicit, batch, ops, encoded, mask);
          }
          scores.explicit().addAll(explicit);
          scores.implicit().addAll(candidates(logits.implicit()));
        });
    return scores;
  }

  private List<List<Scored>> candidates(Tensor logits) {
    List<List<Scored>> candidates = new ArrayList<>();
    rows(logits).forEach(row -> candidates.add(chooser.candidates(row)));
    return candidates;
  }

  private void addSpans(
      List<List<Scored>> explicit, List<Integer> batch, TorchOps ops, Tensor encoded, Tensor mask) {
    List<List<Span>> spans = batch.stream().map(lesson.spans()::get).toList();
    if (spans.stream().allMatch(List::isEmpty)) {
      return;
    }
    Tensor logits =
        network.spanLogits(
            ops, encoded, mask, SpanBatch.places(spans, Math.toIntExact(mask.size(1))));
    float[] values = rows(logits.unsqueeze(0)).getFirst();
    int at = 0;
    for (int i = 0; i < spans.size(); i++) {
      for (Span span : spans.get(i)) {
        explicit.get(i).add(new Scored(span.phrase(), values[at], true));
        at++;
      }
    }
  }

  @Override
  public List<ItemKnowledge> written(List<Integer> items) {
    return chosen(drafts(items), writtenLimits);
  }

  private Scores drafts(List<Integer> items) {
    StudentWriter writer =
        new StudentWriter(
            network
                .decoder()
                .orElseThrow(() -> new IllegalStateException("student did not learn to write")),
            lesson.tokens());
    Scores drafts = new Scores(new ArrayList<>(), new ArrayList<>());
    TorchOps ops = TorchOps.evaluation(weights);
    encoded(
        items,
        (batch, encoded, mask) -> {
          for (PhraseTokens.Draft draft : writer.write(ops, encoded, mask)) {
            drafts.explicit().add(draft.explicit());
            drafts.implicit().add(draft.implicit());
          }
        });
    chooser.prepare(drafts.explicit(), ANY);
    chooser.prepare(drafts.implicit(), ANY);
    return drafts;
  }

  private void encoded(List<Integer> items, Batches batches) {
    TorchOps ops = TorchOps.evaluation(weights);
    for (int from = 0; from < items.size(); from += BATCH) {
      List<Integer> batch = items.subList(from, Math.min(items.size(), from + BATCH));
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        StateTable.Padded padded =
            states.of(batch.stream().map(i -> new int[] {i}).toArray(int[][]::new));
        batches.accept(batch, network.encoded(ops, padded.states(), padded.mask()), padded.mask());
      }
    }
  }

  private static List<float[]> rows(Tensor matrix) {
    List<float[]> rows = new ArrayList<>();
    int width = (int) matrix.size(1);
    FloatPointer data = matrix.contiguous().data_ptr_float();
    for (long row = 0; row < matrix.size(0); row++) {
      float[] values = new float[width];
      data.position(row * width).get(values);
      rows.add(values);
    }
    return rows;
  }

  @Override
  public List<Map<LayerTuning.Matrix, LowRank>> additions() {
    return network.additions(weights::values);
  }

  @Override
  public long parameters() {
    return weights.trainedValues();
  }

  @Override
  public void close() {
    states.close();
    weights.close();
    kept.close();
  }
}
