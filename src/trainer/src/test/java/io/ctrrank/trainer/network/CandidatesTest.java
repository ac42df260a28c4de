package io.ctrrank.trainer.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.network.NetworkOptions.CrossOptions;
import io.ctrrank.trainer.network.Parameter.Role;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The blocks of MSD's candidates against their formulas. */
final class CandidatesTest {
  private static final int C = 4;
  private static final int U = 3;
  private static final int RANK = 2;

  @Test
  void crossLayers_twoCandidates_areTheFormulaOverTheWholeVector() throws OrtException {
    Parameters parameters = new Parameters(3);
    CrossLayers cross = new CrossLayers(parameters, C, U, new CrossOptions(2, RANK));
    float[] candidates = random(1, 2 * C);
    float[] user = random(2, U);

    float[] result =
        GraphBlock.run(
            (ops, in) -> cross.forward(ops, in.get(0), in.get(1)),
            new long[] {1, 2, 1},
            new OnnxRun.Input(candidates, 1, 2, C),
            new OnnxRun.Input(user, 1, 1, U));

    for (int n = 0; n < 2; n++) {
      double[] x0 = new double[C + U];
      for (int i = 0; i < C + U; i++) {
        x0[i] = i < C ? candidates[n * C + i] : user[i - C];
      }
      assertThat((double) result[n]).isCloseTo(crossed(byName(parameters), x0), within(1e-5));
    }
  }

  private static double crossed(Map<String, Parameter> all, double[] x0) {
    double[] x = x0.clone();
    for (int layer = 0; layer < 2; layer++) {
      double[] low = new double[RANK];
      for (int r = 0; r < RANK; r++) {
        for (int i = 0; i < C + U; i++) {
          low[r] += x[i] * side(all, layer + ".%s_down", i, i < C ? i * RANK : (i - C) * RANK, r);
        }
      }
      double[] next = new double[C + U];
      for (int i = 0; i < C + U; i++) {
        int width = i < C ? C : U;
        int own = i < C ? i : i - C;
        double up = side(all, layer + ".%s_up.bias", i, own, 0);
        for (int r = 0; r < RANK; r++) {
          up += low[r] * side(all, layer + ".%s_up.weight", i, r * width, own);
        }
        next[i] = x0[i] * up + x[i];
      }
      x = next;
    }
    double logit = 0;
    for (int i = 0; i < C + U; i++) {
      logit += x[i] * side(all, "%s_out", i, i < C ? i : i - C, 0);
    }
    return logit;
  }

  /** A value of the candidate's or of the user's parameter, whichever component {@code i} is of. */
  private static double side(Map<String, Parameter> all, String name, int i, int from, int offset) {
    String full = name.replace("%s", i < C ? "candidate" : "user");
    return requireNonNull(all.get(full), full).initial()[from + offset];
  }

  @Test
  void hybridExperts_anyInput_areTheGatedSumOfSharedAndOwnOnes() throws OrtException {
    Parameters parameters = new Parameters(5);
    AdaptorMlp.Shape shape = new AdaptorMlp.Shape(C, 3, U, 0.5);
    List<AdaptorMlp> shared = HybridExperts.several(parameters.scope("shared"), 1, shape, 0.7);
    HybridExperts experts = new HybridExperts(parameters, shared, 1, shape, 0.7);
    AdaptorMlp own =
        HybridExperts.several(new Parameters(5).scope("experts"), 1, shape, 0.7).getFirst();
    float[] x = random(3, 2 * C);
    OnnxRun.Input input = new OnnxRun.Input(x, 2, C);

    float[] result = block(experts, input);

    float[] first = block(shared.getFirst(), input);
    float[] second = block(own, input);
    float[] gate = requireNonNull(byName(parameters).get("gate.weight")).initial();
    for (int row = 0; row < 2; row++) {
      double[] logits = new double[2];
      for (int i = 0; i < C; i++) {
        logits[0] += x[row * C + i] * gate[2 * i];
        logits[1] += x[row * C + i] * gate[2 * i + 1];
      }
      double share = 1 / (1 + Math.exp(logits[1] - logits[0]));
      for (int k = row * U; k < (row + 1) * U; k++) {
        assertThat((double) result[k])
            .isCloseTo(share * first[k] + (1 - share) * second[k], within(1e-5));
      }
    }
  }

  private static float[] block(VectorLayer layer, OnnxRun.Input input) throws OrtException {
    return GraphBlock.run((ops, in) -> layer.forward(ops, in.get(0)), new long[] {2, U}, input);
  }

  @Test
  void adaptors_experts_areSharedByItemAndUser() {
    Parameters parameters = new Parameters(5);
    NetworkOptions.TextOptions options =
        new NetworkOptions.TextOptions(
            U, 8, 0, false, 0, true, 0, 0, false, 0, 0, 0, false, 2, false);

    Adaptors adaptors = new Adaptors(parameters, options, C);
    adaptors.of("item_adaptor", Optional.empty());
    adaptors.of("user_adaptor", Optional.empty());

    List<String> first =
        parameters.list().stream()
            .filter(p -> p.role() == Role.ADAPTOR)
            .map(Parameter::name)
            .filter(name -> name.endsWith(".0.weight"))
            .toList();
    assertThat(first)
        .containsExactlyInAnyOrder(
            "shared_experts.0.0.weight",
            "shared_experts.1.0.weight",
            "item_adaptor.experts.0.0.weight",
            "item_adaptor.experts.1.0.weight",
            "user_adaptor.experts.0.0.weight",
            "user_adaptor.experts.1.0.weight");
    // Four experts of width 2 in the place of one of width 8.
    assertThat(requireNonNull(byName(parameters).get("shared_experts.0.0.weight")).shape())
        .containsExactly(C, 2);
  }

  @Test
  void frequencyGate_untrained_letsEverythingPass() throws OrtException {
    FrequencyGate gate = new FrequencyGate(new Parameters(5));

    float[] result =
        GraphBlock.run(
            (ops, in) -> gate.forward(ops, in.get(0)),
            new long[] {1, 3, 1},
            new OnnxRun.Input(new float[] {0, 2, 7}, 1, 3, 1));

    assertThat(result).containsExactly(1, 1, 1);
  }

  private static Map<String, Parameter> byName(Parameters parameters) {
    return parameters.list().stream()
        .collect(Collectors.toMap(Parameter::name, Function.identity()));
  }

  private static float[] random(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Arrays.copyOf(values, size);
  }
}
