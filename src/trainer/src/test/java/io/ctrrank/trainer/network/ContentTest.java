package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the controls put beside an item's ID. */
final class ContentTest {
  private final Parameters parameters = new Parameters(3);

  @Test
  void phraseBag_phrases_areTheMeanOfTheirEmbeddings() throws OrtException {
    PhraseBag bag = new PhraseBag(parameters, 6, 2);
    float[] table = parameters.list().get(0).initial();

    float[] actual =
        GraphBlock.run(
            (ops, inputs) -> bag.forward(ops, inputs.get(0)),
            new long[] {2, 2},
            new OnnxRun.Input(new long[] {1, 4, 0, 0, 0, 0}, 2, 3));

    assertThat(actual[0]).isCloseTo((table[2] + table[8]) / 2, within(1e-7f));
    assertThat(actual[1]).isCloseTo((table[3] + table[9]) / 2, within(1e-7f));
    assertThat(actual[2]).as("no phrases").isZero();
    assertThat(actual[3]).as("no phrases").isZero();
  }

  @Test
  void items_unknownContent_countsAsZeroBesideTheId() throws OrtException {
    ItemRepresentation items = new ItemRepresentation(parameters, 4, 2, 3, 0.1);
    float[] ids = parameters.list().get(0).initial();
    float[] content = {1, 2, 3, 4, 5, 6};

    float[] targets =
        GraphBlock.run(
            (ops, in) -> items.targets(ops, inputs(in)),
            new long[] {1, 2, items.width()},
            new OnnxRun.Input(new long[] {2, 3}, 1, 2),
            new OnnxRun.Input(content, 1, 2, 3),
            new OnnxRun.Input(new float[] {0, 1}, 1, 2));
    float[] history =
        GraphBlock.run(
            (ops, in) -> items.history(ops, inputs(in)),
            new long[] {1, 2, items.width()},
            new OnnxRun.Input(new long[] {2, 3}, 1, 2),
            new OnnxRun.Input(content, 1, 2, 3),
            new OnnxRun.Input(new float[] {1, 0}, 1, 2));

    float[] expected = {ids[4], ids[5], 1, 2, 3, ids[6], ids[7], 0, 0, 0};
    assertThat(targets).isEqualTo(expected);
    assertThat(history).isEqualTo(expected);
  }

  /** The same rows as targets and as history; the third input is both flag and mask. */
  private static <V> CtrInputs<V> inputs(List<V> in) {
    return new CtrInputs<>(
        in.get(0),
        List.of(),
        Optional.empty(),
        in.get(0),
        in.get(0),
        Optional.of(
            new CtrInputs.Vectors<>(
                in.get(1),
                in.get(2),
                in.get(1),
                in.get(2),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        Optional.empty());
  }
}
