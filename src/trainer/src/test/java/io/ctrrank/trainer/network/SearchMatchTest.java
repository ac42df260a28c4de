package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.torch.OnnxRun;
import org.junit.jupiter.api.Test;

final class SearchMatchTest {
  /** Two targets of width 3. */
  private static final float[] TARGETS = {1, 2, 2, -4, 0, 3};

  private static final float[] SEARCH = {2, 0, -1.5f};

  private final SearchMatch match = new SearchMatch(3);

  @Test
  void candidates_text_areCosineAndProduct() throws OrtException {
    float[] actual = candidates(SEARCH, 1);

    assertThat(actual).hasSize(2 * match.candidateWidth());
    float[][] expected = {{-1 / 7.5f, 2, 0, -3}, {-12.5f / 12.5f, -8, 0, -4.5f}};
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i / 4][i % 4], within(1e-6f));
    }
  }

  @Test
  void users_text_areItsVectorAndThatItIsKnown() throws OrtException {
    assertThat(users(SEARCH, 1)).hasSize(match.userWidth()).containsExactly(2, 0, -1.5f, 1);
  }

  @Test
  void all_noText_areZeroWhateverTheVector() throws OrtException {
    assertZeros(candidates(SEARCH, 0));
    assertZeros(users(SEARCH, 0));
    assertZeros(candidates(new float[3], 0));
  }

  /** Of either sign. */
  private static void assertZeros(float[] values) {
    for (float value : values) {
      assertThat(Math.abs(value)).isEqualTo(0);
    }
  }

  private float[] candidates(float[] search, float known) throws OrtException {
    return run(new long[] {1, 2, match.candidateWidth()}, false, search, known);
  }

  private float[] users(float[] search, float known) throws OrtException {
    return run(new long[] {1, 1, match.userWidth()}, true, search, known);
  }

  private float[] run(long[] shape, boolean users, float[] search, float known)
      throws OrtException {
    return GraphBlock.run(
        (ops, inputs) -> {
          Features<Value> features = new Features<>();
          CtrInputs.Search<Value> text = new CtrInputs.Search<>(inputs.get(1), inputs.get(2));
          match.add(ops, inputs.get(0), text, features);
          return ops.concat(-1, users ? features.users() : features.candidates());
        },
        shape,
        new OnnxRun.Input(TARGETS.clone(), 1, 2, 3),
        new OnnxRun.Input(search.clone(), 1, 3),
        new OnnxRun.Input(new float[] {known}, 1, 1));
  }
}
