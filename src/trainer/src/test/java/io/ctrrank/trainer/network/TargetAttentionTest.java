package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What reads adapted vectors of the history, against loops over it. */
final class TargetAttentionTest {
  private static final int TARGETS = 3;
  private static final int ROWS = 7;
  private static final int WIDTH = 5;
  private static final int CONTEXT = 2;
  private static final int HEADS = 2;
  private static final int HEAD_WIDTH = 4;

  private final Parameters parameters = new Parameters(11);
  private final TargetAttention attention =
      new TargetAttention(parameters, WIDTH, CONTEXT, HEADS, HEAD_WIDTH);
  private final Random random = new Random(5);
  private final float[] targets = random(TARGETS * WIDTH);
  private final float[] history = random(ROWS * WIDTH);
  private final float[] contexts = random(ROWS * CONTEXT);
  private final float[] valid = {1, 0, 1, 1, 0, 1, 1};

  /** Softmax of (t Q + b)(h K)' / sqrt(w) over the valid rows weighs h V. */
  @Test
  void forward_randomRows_isAttentionWithKeysAndValues() throws OrtException {
    float[] actual = attend(valid);

    for (int head = 0; head < HEADS; head++) {
      float[] query = parameter(head + ".query.weight");
      float[] bias = parameter(head + ".query.bias");
      float[] key = parameter(head + ".key");
      float[] value = parameter(head + ".value");
      for (int n = 0; n < TARGETS; n++) {
        double[] weights = new double[ROWS];
        double total = 0;
        for (int l = 0; l < ROWS; l++) {
          double score = 0;
          for (int w = 0; w < HEAD_WIDTH; w++) {
            double q = bias[w];
            for (int k = 0; k < WIDTH; k++) {
              q += targets[n * WIDTH + k] * query[k * HEAD_WIDTH + w];
            }
            double projected = 0;
            for (int k = 0; k < WIDTH + CONTEXT; k++) {
              projected += row(l, k) * key[w * (WIDTH + CONTEXT) + k];
            }
            score += q * projected;
          }
          weights[l] = valid[l] == 1 ? Math.exp(score / Math.sqrt(HEAD_WIDTH)) : 0;
          total += weights[l];
        }
        for (int w = 0; w < HEAD_WIDTH; w++) {
          double expected = 0;
          for (int l = 0; l < ROWS; l++) {
            for (int k = 0; k < WIDTH + CONTEXT; k++) {
              expected += weights[l] / total * row(l, k) * value[k * HEAD_WIDTH + w];
            }
          }
          assertThat((double) actual[n * HEADS * HEAD_WIDTH + head * HEAD_WIDTH + w])
              .isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  @Test
  void forward_noValidRow_isZero() throws OrtException {
    assertThat(attend(new float[ROWS])).containsOnly(0);
  }

  @Test
  void cosines_randomRows_areThoseOfTheFormula() throws OrtException {
    float[] withZero = history.clone();
    for (int k = 0; k < WIDTH; k++) {
      withZero[k] = 0;
    }

    float[] actual =
        GraphBlock.run(
            (ops, inputs) ->
                Cosines.between(
                    ops, inputs.get(0), inputs.get(1), Cosines.inverseLengths(ops, inputs.get(1))),
            new long[] {1, TARGETS, ROWS},
            new OnnxRun.Input(targets, 1, TARGETS, WIDTH),
            new OnnxRun.Input(withZero, 1, ROWS, WIDTH));

    for (int n = 0; n < TARGETS; n++) {
      assertThat(actual[n * ROWS]).isZero();
      for (int l = 1; l < ROWS; l++) {
        double dot = 0;
        double t = 0;
        double h = 0;
        for (int k = 0; k < WIDTH; k++) {
          dot += targets[n * WIDTH + k] * withZero[l * WIDTH + k];
          t += targets[n * WIDTH + k] * targets[n * WIDTH + k];
          h += withZero[l * WIDTH + k] * withZero[l * WIDTH + k];
        }
        assertThat((double) actual[n * ROWS + l]).isCloseTo(dot / Math.sqrt(t * h), within(1e-5));
      }
    }
  }

  @Test
  void fusion_allNeighbours_isTheSumOfWhatMayBeSelected() throws OrtException {
    NearItemsFusion fusion = new NearItemsFusion(TextOptions.ALL_NEIGHBOURS, WIDTH);

    float[] actual =
        GraphBlock.run(
            (ops, inputs) -> fusion.forward(ops, inputs.get(0), inputs.get(1), inputs.get(2)),
            new long[] {1, TARGETS, WIDTH},
            new OnnxRun.Input(random(TARGETS * ROWS), 1, TARGETS, ROWS),
            new OnnxRun.Input(valid, 1, ROWS),
            new OnnxRun.Input(history, 1, ROWS, WIDTH));

    for (int n = 0; n < TARGETS; n++) {
      for (int k = 0; k < WIDTH; k++) {
        double expected = 0;
        for (int l = 0; l < ROWS; l++) {
          expected += valid[l] * history[l * WIDTH + k];
        }
        assertThat((double) actual[n * WIDTH + k]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void known_vectors_areOneUnlessAllZero() throws OrtException {
    float[] actual =
        GraphBlock.run(
            (ops, inputs) -> KnowledgeAdaptor.known(ops, inputs.get(0)),
            new long[] {4, 1},
            new OnnxRun.Input(new float[] {0, -0f, 0, 1e-3f, -2, 3, 0, -1e-2f}, 4, 2));

    assertThat(actual).containsExactly(0, 1, 1, 1);
  }

  private float[] attend(float[] rows) throws OrtException {
    return GraphBlock.run(
        (ops, inputs) ->
            attention.forward(ops, inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3)),
        new long[] {1, TARGETS, (long) HEADS * HEAD_WIDTH},
        new OnnxRun.Input(targets, 1, TARGETS, WIDTH),
        new OnnxRun.Input(history, 1, ROWS, WIDTH),
        new OnnxRun.Input(contexts, 1, ROWS, CONTEXT),
        new OnnxRun.Input(rows, 1, ROWS));
  }

  /** A history row with its context beside it. */
  private double row(int l, int k) {
    return k < WIDTH ? history[l * WIDTH + k] : contexts[l * CONTEXT + k - WIDTH];
  }

  private float[] parameter(String name) {
    return parameters.list().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .initial();
  }

  private float[] random(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
