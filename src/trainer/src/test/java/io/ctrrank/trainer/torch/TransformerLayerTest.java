package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.trainer.network.LayerWeights;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Parameters;
import io.ctrrank.trainer.network.TransformerLayer;
import io.ctrrank.trainer.onnx.EncoderGraph;
import io.ctrrank.trainer.text.EncodeListener;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.LowerLayers;
import io.ctrrank.trainer.text.TextGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainable layer, and that it continues the real encoder where its frozen part ends. */
final class TransformerLayerTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "space opera, robots, father and son",
          "Toy Story (1995) | Adventure, Animation, Children | a cowboy doll is profoundly threatened"
              + " when a new spaceman figure supplants him as top toy");

  @TempDir Path folder;

  @Test
  void all_overTheFrozenLayers_isTheWholeEncoder() throws Exception {
    EncoderFiles files = EncoderFiles.unpack(folder);
    EncoderGraph graph = EncoderGraph.read(files.encoder());
    assertThat(graph.layers()).isEqualTo(6);
    for (int layer : new int[] {5, 2}) {
      Path below = folder.resolve("below.onnx");
      Files.write(below, graph.below(layer));
      try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
          TextEncoder lower = TextEncoder.open(engine, below, files.tokenizer());
          TextEncoder whole = TextEncoder.open(engine, files.encoder(), files.tokenizer())) {
        List<float[]> states = lower.tokenStates(TEXTS, 32);
        List<float[]> expected = whole.tokenStates(TEXTS, 32);
        for (int text = 0; text < TEXTS.size(); text++) {
          float[] above = states.get(text);
          for (int number = layer; number < graph.layers(); number++) {
            above = above(graph.layer(number), above);
          }
          assertThat(above).containsExactly(expected.get(text), within(1e-4f));
        }
      }
    }
  }

  @Test
  void states_fromTheStore_areThoseOfTheFrozenLayersInHalfPrecision() throws Exception {
    EncoderFiles files = EncoderFiles.unpack(folder);
    LowerLayers layers = LowerLayers.of(files, Device.CPU);
    List<TextGroup> groups = List.of(new TextGroup(TEXTS, 16), new TextGroup(TEXTS, 8));
    List<List<short[]>> encoded = layers.states(folder, groups, 1, EncodeListener.SILENT);
    List<List<short[]>> stored =
        LowerLayers.of(files, Device.CPU).states(folder, groups, 1, new NothingToEncode());

    assertThat(encoded.get(0).get(2)).hasSize(16 * 384);
    assertThat(encoded.get(1).get(2)).hasSize(8 * 384);
    assertThat(encoded.get(0).get(0)).hasSize(2 * 384);
    for (int group = 0; group < 2; group++) {
      for (int text = 0; text < TEXTS.size(); text++) {
        assertThat(stored.get(group).get(text)).isEqualTo(encoded.get(group).get(text));
      }
    }
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        TextEncoder whole = TextEncoder.open(engine, files.encoder(), files.tokenizer())) {
      float[] above = above(layers.top(), Fp16.decode(encoded.get(0).get(2)));
      float[] expected = whole.tokenStates(TEXTS, 16).get(2);
      assertThat(above).containsExactly(expected, within(5e-3f));
    }
  }

  private static final class NothingToEncode implements EncodeListener {
    @Override
    public void encoded(long done, long total, double share) {
      throw new AssertionError("encoded [" + done + "] of [" + total + "] texts again");
    }

    @Override
    public void damaged(String message) {
      throw new AssertionError(message);
    }
  }

  @Test
  void few_somePositionsOfPaddedRows_areThoseOfAll() {
    Random random = new Random(3);
    int h = 24;
    Parameters parameters = new Parameters(1);
    TransformerLayer layer = new TransformerLayer(parameters, SyntheticLayer.of(h, 40, 4, 2), 0.1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      TorchOps ops = TorchOps.evaluation(weights);
      Tensor states = Tensor.create(SyntheticLayer.gaussian(random, 3 * 5 * h, 1), 3, 5, h);
      Tensor mask = Tensor.create(new float[] {1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0}, 3, 5);

      Tensor all = layer.all(ops, states, mask).narrow(1, 0, 2);
      Tensor few = layer.few(ops, states.narrow(1, 0, 2), 2, states, mask);
      Tensor changed = states.clone();
      changed.select(0, 1).narrow(0, 2, 3).fill_(new org.bytedeco.pytorch.Scalar(9f));

      assertThat(floats(few)).containsExactly(floats(all), within(1e-5f));
      assertThat(floats(layer.few(ops, changed.narrow(1, 0, 2), 2, changed, mask)))
          .containsExactly(floats(few), within(1e-5f));
    }
  }

  @Test
  void backward_oneLoss_reachesAllWeightsOfTheLayer() {
    Parameters parameters = new Parameters(1);
    int h = 24;
    TransformerLayer layer = new TransformerLayer(parameters, SyntheticLayer.of(h, 40, 4, 2), 0.1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list());
        Generator generator = torch.createCPUGenerator(1)) {
      TorchOps ops = TorchOps.training(weights, generator);
      Tensor states = Tensor.create(SyntheticLayer.gaussian(new Random(4), 2 * 3 * h, 1), 2, 3, h);
      Tensor mask = Tensor.create(SyntheticLayer.ones(6), 2, 3);
      Tensor few = layer.few(ops, states.narrow(1, 0, 1), 1, states, mask);
      few.mul(few).mul(few).sum().backward();

      for (Parameter parameter : parameters.list()) {
        assertThat(weights.apply(parameter).grad().abs().sum().item_float())
            .as(parameter.name())
            .isPositive();
      }
    }
  }

  private static float[] above(LayerWeights start, float[] states) {
    Parameters parameters = new Parameters(1);
    TransformerLayer layer = new TransformerLayer(parameters, start, 0.1);
    int tokens = states.length / start.width();
    Function<TorchOps, Tensor> run =
        ops ->
            layer.all(
                ops,
                Tensor.create(states, 1, tokens, start.width()),
                Tensor.create(SyntheticLayer.ones(tokens), 1, tokens));
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      return floats(run.apply(TorchOps.evaluation(weights)));
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    FloatPointer data = tensor.contiguous().data_ptr_float();
    data.get(values);
    return values;
  }
}
