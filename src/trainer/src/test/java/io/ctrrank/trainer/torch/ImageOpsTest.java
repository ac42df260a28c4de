package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.onnx.OnnxOps;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations that have no exported form, or that are random in training. */
final class ImageOpsTest {
  /** No operation here reads a parameter. */
  private static final Weights NONE = new Weights(List.of());

  private static final int USERS = 2;
  private static final int CANDIDATES = 3;
  private static final int IN = 2;
  private static final int OUT = 4;

  @ParameterizedTest
  @CsvSource({"1,9,1,3", "1,8,1,5", "5,6,3,3", "4,3,5,1"})
  void convolve_randomImages_isTheSumOverTheWindow(int height, int width, int h, int w) {
    long seed = System.nanoTime();
    System.out.println("convolution seed " + seed);
    Random random = new Random(seed);
    float[] images = random(random, USERS * CANDIDATES * height * width * IN);
    float[] kernel = random(random, h * w * IN * OUT);
    float[] bias = random(random, OUT);

    try (PointerScope scope = new PointerScope()) {
      Tensor result =
          evaluation()
              .convolve(
                  Tensor.create(images, USERS, CANDIDATES, height, width, IN),
                  Tensor.create(kernel, h, w, IN, OUT),
                  Tensor.create(bias, OUT));

      assertThat(sizes(result)).containsExactly(USERS, CANDIDATES, height, width, OUT);
      float[] values = values(result);
      int next = 0;
      for (int image = 0; image < USERS * CANDIDATES; image++) {
        for (int row = 0; row < height; row++) {
          for (int column = 0; column < width; column++) {
            for (int out = 0; out < OUT; out++) {
              double expected = bias[out];
              for (int i = 0; i < h; i++) {
                for (int j = 0; j < w; j++) {
                  int y = row + i - h / 2;
                  int x = column + j - w / 2;
                  for (int in = 0; in < IN && y >= 0 && y < height && x >= 0 && x < width; in++) {
                    expected +=
                        images[((image * height + y) * width + x) * IN + in]
                            * kernel[((i * w + j) * IN + in) * OUT + out];
                  }
                }
              }
              assertThat((double) values[next++]).isCloseTo(expected, within(1e-5));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,9,1,2", "6,4,2,2", "5,7,2,3"})
  void maxPool_randomImages_isTheLargestOfEachRectangle(int height, int width, int h, int w) {
    long seed = System.nanoTime();
    System.out.println("pooling seed " + seed);
    float[] images = random(new Random(seed), USERS * height * width * IN);

    try (PointerScope scope = new PointerScope()) {
      Tensor result = evaluation().maxPool(Tensor.create(images, USERS, height, width, IN), h, w);

      assertThat(sizes(result)).containsExactly(USERS, height / h, width / w, IN);
      float[] values = values(result);
      int next = 0;
      for (int image = 0; image < USERS; image++) {
        for (int row = 0; row < height / h; row++) {
          for (int column = 0; column < width / w; column++) {
            for (int channel = 0; channel < IN; channel++) {
              float largest = Float.NEGATIVE_INFINITY;
              for (int y = row * h; y < row * h + h; y++) {
                for (int x = column * w; x < column * w + w; x++) {
                  largest =
                      Math.max(largest, images[((image * height + y) * width + x) * IN + channel]);
                }
              }
              assertThat(values[next++]).isEqualTo(largest);
            }
          }
        }
      }
    }
  }

  @Test
  void gumbelSoftmax_evaluation_isTheSoftmaxWithoutNoise() {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = Tensor.create(new float[] {1, 0, -2, 3, 3, 3}, 2, 3);

      float[] first = values(evaluation().gumbelSoftmax(x, 0.1));

      assertThat(values(evaluation().gumbelSoftmax(x, 0.1))).isEqualTo(first);
      assertThat(first).isEqualTo(values(evaluation().softmax(x)));
    }
  }

  @Test
  void gumbelSoftmax_manyDrawsAtALowTemperature_chooseByTheProbabilities() {
    int draws = 20_000;
    float[] logits = {(float) Math.log(0.6), (float) Math.log(0.3), (float) Math.log(0.1)};
    try (PointerScope scope = new PointerScope();
        Generator random = torch.createCPUGenerator(1)) {
      Tensor x = Tensor.create(logits, 1, 3).repeat(draws, 1);

      float[] chosen =
          values(
              TorchOps.training(NONE, random)
                  .gumbelSoftmax(x, 0.01)
                  .mean(new long[] {0}, false, new ScalarTypeOptional()));

      assertThat((double) chosen[0]).isCloseTo(0.6, within(0.02));
      assertThat((double) chosen[1]).isCloseTo(0.3, within(0.02));
      assertThat((double) chosen[2]).isCloseTo(0.1, within(0.02));
    }
  }

  @Test
  void export_convolutionOrPooling_isRefused() {
    GraphBuilder graph = new GraphBuilder("images");
    Value images = graph.input("x", Element.FLOAT, Size.of(1), Size.of(4), Size.of(4), Size.of(2));
    OnnxOps ops = new OnnxOps(graph, Parameter::initial);

    assertThatThrownBy(() -> ops.convolve(images, images, images))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "the network has [convolutions], which is not exported; expected a network of a family"
                + " that can be served");
    assertThatThrownBy(() -> ops.maxPool(images, 2, 2)).hasMessageContaining("[max pooling]");
  }

  private static TorchOps evaluation() {
    return TorchOps.evaluation(NONE);
  }

  private static float[] random(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static long[] sizes(Tensor tensor) {
    long[] sizes = new long[(int) tensor.dim()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = tensor.size(axis);
    }
    return sizes;
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }
}
