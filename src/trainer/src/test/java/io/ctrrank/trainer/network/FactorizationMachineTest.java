package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.network.Parameter.Role;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FactorizationMachineTest {
  private static final int USERS = 2;
  private static final int CANDIDATES = 3;
  private static final int WIDTH = 5;

  @Test
  void pairwise_randomFields_isTheSumOfAllInnerProducts() throws OrtException {
    long seed = System.nanoTime();
    System.out.println("factorization machine seed " + seed);
    Random random = new Random(seed);
    for (int trial = 0; trial < 10; trial++) {
      int perCandidate = 1 + random.nextInt(4);
      int perUser = 1 + random.nextInt(4);
      float[] candidates = normal(random, USERS * CANDIDATES * perCandidate * WIDTH);
      float[] users = normal(random, USERS * perUser * WIDTH);

      float[] actual =
          GraphBlock.run(
              FactorizationMachineTest::pairwise,
              new long[] {USERS, CANDIDATES, 1},
              new OnnxRun.Input(candidates, USERS, CANDIDATES, perCandidate, WIDTH),
              new OnnxRun.Input(users, USERS, 1, perUser, WIDTH));

      for (int i = 0; i < USERS * CANDIDATES; i++) {
        List<float[]> fields = vectors(candidates, i, perCandidate);
        fields.addAll(vectors(users, i / CANDIDATES, perUser));
        assertThat(actual[i]).isCloseTo((float) bruteForce(fields), within(1e-4f));
      }
    }
  }

  @Test
  void pairwise_oneFieldAlone_isNothing() throws OrtException {
    float[] field = {3, -1, 2, 0, 1};

    float[] actual =
        GraphBlock.run(
            FactorizationMachineTest::pairwise,
            new long[] {1, 1, 1},
            new OnnxRun.Input(field, 1, 1, 1, WIDTH),
            new OnnxRun.Input(new float[WIDTH], 1, 1, 1, WIDTH));

    assertThat(actual).containsExactly(0);
  }

  @Test
  void fields_numbers_areTimesTheirVectors() throws OrtException {
    Parameter vectors =
        new Parameters(1).values("v", Role.DENSE, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

    float[] actual =
        GraphBlock.run(
            fields(vectors),
            new long[] {1, 1, 2, 3},
            new OnnxRun.Input(new float[] {2, -1}, 1, 1, 2));

    assertThat(actual).containsExactly(2, 4, 6, -4, -5, -6);
  }

  private static GraphBlock.Block fields(Parameter vectors) {
    return (ops, inputs) -> FactorizationMachine.fields(ops, inputs.get(0), vectors);
  }

  private static <V> V pairwise(Ops<V> ops, List<V> inputs) {
    return FactorizationMachine.pairwise(ops, inputs.get(0), inputs.get(1));
  }

  private static double bruteForce(List<float[]> fields) {
    double sum = 0;
    for (int i = 0; i < fields.size(); i++) {
      for (int j = i + 1; j < fields.size(); j++) {
        for (int k = 0; k < WIDTH; k++) {
          sum += fields.get(i)[k] * (double) fields.get(j)[k];
        }
      }
    }
    return sum;
  }

  private static List<float[]> vectors(float[] values, int row, int count) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (row * count + i) * WIDTH;
      vectors.add(Arrays.copyOfRange(values, from, from + WIDTH));
    }
    return vectors;
  }

  private static float[] normal(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
