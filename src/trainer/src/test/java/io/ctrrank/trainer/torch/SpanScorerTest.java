package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.SpanScorer;
import io.ctrrank.trainer.network.StudentNetwork;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Scores of words of a text. */
final class SpanScorerTest {
  private static final int WIDTH = 24;
  private static final Span FIRST = new Span("first", 1, 2, 1, 0);
  private static final Span LONG = new Span("first and second", 1, 4, 3, 2);
  private static final Span LAST = new Span("second", 3, 4, 1, 2);

  private final StudentNetwork network =
      new StudentNetwork(
          List.of(SyntheticLayer.of(WIDTH, 40, 4, 2)),
          LayerTuning.allMatrices(2, 4),
          0,
          Optional.empty(),
          Optional.of(new SpanScorer.Shape(Span.MOST_WORDS, Span.FIELDS, -1, 0)),
          Optional.empty(),
          1);

  @Test
  void logits_manyTexts_areThoseOfEachAlone() {
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters())) {
      TorchOps ops = TorchOps.evaluation(weights);
      float[] states = SyntheticLayer.gaussian(new Random(2), 2 * 5 * WIDTH, 1);
      Tensor both = Tensor.create(states, 2, 5, WIDTH);
      Tensor mask = Tensor.create(new float[] {1, 1, 1, 1, 0, 1, 1, 1, 1, 1}, 2, 5);

      float[] together = logits(ops, both, mask, List.of(List.of(FIRST, LONG), List.of(LAST)));
      Tensor short1 = both.narrow(0, 0, 1).narrow(1, 0, 4);
      float[] first = logits(ops, short1, torch.ones(1, 4), List.of(List.of(FIRST, LONG)));
      float[] second = logits(ops, both.narrow(0, 1, 1), torch.ones(1, 5), List.of(List.of(LAST)));

      assertThat(together).hasSize(3);
      assertThat(together[0]).isCloseTo(first[0], within(1e-5f));
      assertThat(together[1]).isCloseTo(first[1], within(1e-5f));
      assertThat(together[2]).isCloseTo(second[0], within(1e-5f));
      assertThat(together[0]).isNotCloseTo(together[1], within(1e-4f));
    }
  }

  @Test
  void logits_inTraining_learnWhichWordsArePhrases() {
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters());
        Generator random = torch.createCPUGenerator(1);
        AdamW optimizer = new AdamW(weights, p -> true, p -> 5e-3, p -> 0)) {
      Tensor states =
          Tensor.create(SyntheticLayer.gaussian(new Random(3), 5 * WIDTH, 1), 1, 5, WIDTH);
      Tensor mask = torch.ones(1, 5);
      List<List<Span>> spans = List.of(List.of(FIRST, LONG, LAST));
      float[] before = logits(TorchOps.evaluation(weights), states, mask, spans);
      for (int step = 0; step < 60; step++) {
        TorchOps ops = TorchOps.training(weights, random);
        Tensor scores =
            network.spanLogits(
                ops, network.encoded(ops, states, mask), mask, SpanBatch.places(spans, 5));
        ops.crossEntropy(scores, Tensor.create(new float[] {0, 1, 0}, 3)).backward();
        optimizer.step();
      }
      float[] after = logits(TorchOps.evaluation(weights), states, mask, spans);

      assertThat(before[1]).isCloseTo(-1, within(2f));
      assertThat(after[1]).isGreaterThan(2);
      assertThat(after[0]).isLessThan(-2);
      assertThat(after[2]).isLessThan(-2);
    }
  }

  private float[] logits(TorchOps ops, Tensor states, Tensor mask, List<List<Span>> spans) {
    Tensor logits =
        network.spanLogits(
            ops,
            network.encoded(ops, states, mask),
            mask,
            SpanBatch.places(spans, Math.toIntExact(mask.size(1))));
    float[] values = new float[Math.toIntExact(logits.numel())];
    logits.contiguous().data_ptr_float().get(values);
    return values;
  }
}
