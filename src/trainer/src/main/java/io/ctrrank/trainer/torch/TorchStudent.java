package io.ctrrank.trainer.torch;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseChooser;
import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.PhraseKind;
import io.ctrrank.trainer.distillation.Student;
import io.ctrrank.trainer.distillation.StudentLesson;
import io.ctrrank.trainer.distillation.StudentOptions;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A student of the set kind on libtorch. */
final class TorchStudent implements Student {
  private static final int BATCH = 64;

  private final StudentNetwork network;
  private final StudentLesson lesson;
  private final StudentOptions options;
  private final PhraseChooser chooser;
  private final StateTable states;
  private final Weights weights;
  private final Weights kept;
  private Limits limits = new Limits(START, START);
  private Limits keptLimits = limits;

  private static final PhraseChooser.Limit START = new PhraseChooser.Limit(0, 1, 1);

  private record Limits(PhraseChooser.Limit explicit, PhraseChooser.Limit implicit) {}

  private record Scores(List<float[]> explicit, List<float[]> implicit) {}

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

  /** Takes over weights. */
  void take(Weights other) {
    weights.copyFrom(other);
  }

  /** Chooses thresholds on the validation items and tells the F1 there. */
  PhraseF1 tune() {
    List<Taught> items = lesson.split().validation();
    List<ItemKnowledge> expected = TorchStudentTrainer.knowledge(items);
    Scores scores = scores(items.stream().map(Taught::item).toList());
    limits =
        new Limits(
            chooser.tune(scores.explicit(), expected, PhraseKind.EXPLICIT),
            chooser.tune(scores.implicit(), expected, PhraseKind.IMPLICIT));
    List<ItemKnowledge> said = said(scores);
    var space = lesson.vocabulary().space();
    return PhraseF1.of(said, expected, PhraseKind.EXPLICIT, space, options.same())
        .plus(PhraseF1.of(said, expected, PhraseKind.IMPLICIT, space, options.same()));
  }

  /** Keeps weights and thresholds as the best so far. */
  void keep() {
    kept.copyFrom(weights);
    keptLimits = limits;
  }

  /** Goes back to what was kept. */
  void recall() {
    weights.copyFrom(kept);
    limits = keptLimits;
  }

  @Override
  public List<ItemKnowledge> phrases(List<Integer> items) {
    return said(scores(items));
  }

  private List<ItemKnowledge> said(Scores scores) {
    List<ItemKnowledge> said = new ArrayList<>();
    for (int i = 0; i < scores.explicit().size(); i++) {
      said.add(
          new ItemKnowledge(
              chooser.choose(scores.explicit().get(i), limits.explicit()),
              chooser.choose(scores.implicit().get(i), limits.implicit())));
    }
    return said;
  }

  private Scores scores(List<Integer> items) {
    Scores scores = new Scores(new ArrayList<>(), new ArrayList<>());
    TorchOps ops = TorchOps.evaluation(weights);
    for (int from = 0; from < items.size(); from += BATCH) {
      List<Integer> batch = items.subList(from, Math.min(items.size(), from + BATCH));
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        StateTable.Padded padded =
            states.of(batch.stream().map(i -> new int[] {i}).toArray(int[][]::new));
        StudentNetwork.Logits<Tensor> logits = network.logits(ops, padded.states(), padded.mask());
        rows(logits.explicit(), scores.explicit());
        rows(logits.implicit(), scores.implicit());
      }
    }
    return scores;
  }

  private static void rows(Tensor matrix, List<float[]> target) {
    int width = (int) matrix.size(1);
    FloatPointer data = matrix.contiguous().data_ptr_float();
    for (long row = 0; row < matrix.size(0); row++) {
      float[] values = new float[width];
      data.position(row * width).get(values);
      target.add(values);
    }
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
