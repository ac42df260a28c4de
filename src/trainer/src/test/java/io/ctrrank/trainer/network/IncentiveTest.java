package io.ctrrank.trainer.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.network.NetworkOptions.IncentiveOptions;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class IncentiveTest {
  private static final int W = 3;
  private static final int HIDDEN = 5;

  @Test
  void discerningNet_evaluation_weighsIntensitiesByTheProbabilitiesOfTheChoice()
      throws OrtException {
    Parameters parameters = new Parameters(4);
    DiscerningNet net =
        new DiscerningNet(parameters, new IncentiveOptions(2, W, 2, HIDDEN, 0.5), 0.3);
    float[] r = random(1, W);
    float[] p = random(2, W);

    float[] result =
        GraphBlock.run(
            (ops, in) -> net.forward(ops, in.get(0), in.get(1)),
            new long[] {1, 1},
            new OnnxRun.Input(r, 1, 1, W),
            new OnnxRun.Input(p, 1, 1, W));

    double[] x = new double[4 * W];
    for (int i = 0; i < W; i++) {
      x[i] = r[i];
      x[W + i] = p[i];
      x[2 * W + i] = r[i] - p[i];
      x[3 * W + i] = r[i] * p[i];
    }
    Map<String, Parameter> all =
        parameters.list().stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
    double[] hidden = linear(all, "hidden", Arrays.stream(x).map(v -> v / Math.sqrt(1 + 1e-5)));
    double[] logits = linear(all, "choice", Arrays.stream(hidden).map(v -> Math.max(0, v)));
    double[] sizes = linear(all, "intensity", Arrays.stream(hidden).map(v -> Math.max(0, v)));
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    double expected =
        Math.exp(logits[0]) / sum * Math.log1p(Math.exp(sizes[0]))
            - Math.exp(logits[1]) / sum * Math.log1p(Math.exp(sizes[1]));
    assertThat((double) result[0]).isCloseTo(expected, within(1e-5));
  }

  @Test
  void pairAttention_paddingRows_changeNothing() throws OrtException {
    PairAttention attention = new PairAttention(new Parameters(4), 2, 2);
    float[] rows = random(3, 4);
    float[] values = random(5, 2 * W);

    float[] two = attend(attention, rows, values, 1, 1);
    float[] padded =
        attend(
            attention,
            new float[] {rows[0], rows[1], 9, 9, rows[2], rows[3]},
            new float[] {values[0], values[1], values[2], 7, 7, 7, values[3], values[4], values[5]},
            1,
            0,
            1);

    for (int i = 0; i < W; i++) {
      assertThat(padded[i]).isCloseTo(two[i], within(1e-6f));
      assertThat(two[i])
          .isBetween(Math.min(values[i], values[W + i]), Math.max(values[i], values[W + i]));
    }
  }

  @Test
  void pairAttention_noRowThatCounts_isZero() throws OrtException {
    PairAttention attention = new PairAttention(new Parameters(4), 2, 2);

    assertThat(attend(attention, random(3, 4), random(5, 2 * W), 0, 0)).containsOnly(0);
  }

  private static float[] attend(
      PairAttention attention, float[] rows, float[] values, float... valid) throws OrtException {
    int length = valid.length;
    return GraphBlock.run(
        (ops, in) -> attention.forward(ops, in.get(0), in.get(1), in.get(2), in.get(3)),
        new long[] {1, 1, W},
        new OnnxRun.Input(new float[] {0.4f, -1.2f}, 1, 1, 2),
        new OnnxRun.Input(rows, 1, length, 2),
        new OnnxRun.Input(values, 1, length, W),
        new OnnxRun.Input(valid, 1, length));
  }

  private static double[] linear(Map<String, Parameter> all, String name, DoubleStream input) {
    double[] x = input.toArray();
    Parameter weight = requireNonNull(all.get(name + ".weight"));
    float[] bias = requireNonNull(all.get(name + ".bias")).initial();
    double[] y = new double[bias.length];
    for (int out = 0; out < y.length; out++) {
      y[out] = bias[out];
      for (int in = 0; in < x.length; in++) {
        y[out] += x[in] * weight.initial()[in * y.length + out];
      }
    }
    return y;
  }

  private static float[] random(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
