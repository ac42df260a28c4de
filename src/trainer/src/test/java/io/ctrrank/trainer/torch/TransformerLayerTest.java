package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.EncoderDelta;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.trainer.network.LayerTuning;
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
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Scalar;
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
    for (int layer : new int[] {5, 2, 0}) {
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
  void mergedInto_theRealEncoder_changesTheNamedMatricesAlone() throws Exception {
    EncoderFiles files = EncoderFiles.unpack(folder);
    EncoderGraph before = EncoderGraph.read(files.encoder());
    Random random = new Random(9);
    LowRank addition =
        new LowRank(
            2,
            SyntheticLayer.gaussian(random, 384 * 2, 0.1),
            SyntheticLayer.gaussian(random, 2 * 1536, 0.1));
    EncoderDelta delta =
        new EncoderDelta(
            files.encoderSha256(),
            Map.of(before.initializer(4, LayerTuning.Matrix.INNER), addition));
    delta.write(folder.resolve(EncoderDelta.FILE));
    Path merged = folder.resolve("merged.onnx");
    Files.write(
        merged,
        EncoderDelta.read(folder.resolve(EncoderDelta.FILE))
            .mergedInto(Files.readAllBytes(files.encoder())));
    EncoderGraph after = EncoderGraph.read(merged);

    LowRank kept = delta.additions().values().iterator().next();
    assertThat(after.layer(4).inner().weight())
        .isEqualTo(kept.addedTo(before.layer(4).inner().weight()))
        .isNotEqualTo(before.layer(4).inner().weight());
    assertThat(after.layer(4).outer().weight()).isEqualTo(before.layer(4).outer().weight());
    assertThat(after.layer(3).inner().weight()).isEqualTo(before.layer(3).inner().weight());
  }

  @Test
  void states_fromTheStore_areThoseOfTheFrozenLayersInHalfPrecision() throws Exception {
    EncoderFiles files = EncoderFiles.unpack(folder);
    LowerLayers layers = LowerLayers.of(files, Device.CPU, 1);
    List<TextGroup> groups = List.of(new TextGroup(TEXTS, 16), new TextGroup(TEXTS, 8));
    List<List<short[]>> encoded = layers.states(folder, groups, 1, EncodeListener.SILENT);
    List<List<short[]>> stored =
        LowerLayers.of(files, Device.CPU, 1).states(folder, groups, 1, new NothingToEncode());

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
      float[] above = above(layers.top().getLast(), Fp16.decode(encoded.get(0).get(2)));
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
    TransformerLayer layer =
        new TransformerLayer(parameters, SyntheticLayer.of(h, 40, 4, 2), LayerTuning.FULL, 0.1);
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
    TransformerLayer layer =
        new TransformerLayer(parameters, SyntheticLayer.of(h, 40, 4, 2), LayerTuning.FULL, 0.1);
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

  @Test
  void lowRankAdditions_beforeTraining_changeNothing() {
    int h = 24;
    LayerWeights start = SyntheticLayer.of(h, 40, 4, 2);
    float[] states = SyntheticLayer.gaussian(new Random(5), 3 * h, 1);

    assertThat(above(start, LayerTuning.allMatrices(4, 8), states))
        .containsExactly(above(start, LayerTuning.FULL, states));
  }

  @Test
  void lowRankAdditions_gradient_isTheSlopeOfTheLoss() {
    int h = 12;
    Parameters parameters = new Parameters(1);
    TransformerLayer layer =
        new TransformerLayer(
            parameters, SyntheticLayer.of(h, 20, 3, 2), LayerTuning.allMatrices(2, 4), 0.1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      Random random = new Random(6);
      for (Parameter parameter : trained(parameters)) {
        weights.set(parameter, SyntheticLayer.gaussian(random, parameter.size(), 0.3));
      }
      Tensor states = Tensor.create(SyntheticLayer.gaussian(random, 2 * 3 * h, 1), 2, 3, h);
      Tensor mask = Tensor.create(new float[] {1, 1, 1, 1, 1, 0}, 2, 3);
      Tensor wanted = Tensor.create(SyntheticLayer.gaussian(random, 2 * 3 * h, 1), 2, 3, h);
      ToDoubleFunction<TorchOps> loss =
          ops -> layer.all(ops, states, mask).mul(wanted).sum().item_double();
      layer.all(TorchOps.evaluation(weights), states, mask).mul(wanted).sum().backward();
      for (Parameter parameter : trained(parameters)) {
        float[] values = weights.values(parameter);
        float[] direction = SyntheticLayer.gaussian(random, values.length, 1);
        double told = dot(floats(weights.apply(parameter).grad()), direction);
        double step = 1e-3;
        weights.set(parameter, moved(values, direction, step));
        double above = loss.applyAsDouble(TorchOps.evaluation(weights));
        weights.set(parameter, moved(values, direction, -step));
        double below = loss.applyAsDouble(TorchOps.evaluation(weights));
        weights.set(parameter, values);

        double slope = (above - below) / (2 * step);
        assertThat(Math.abs(told - slope) / Math.max(1, Math.abs(slope)))
            .as(parameter.name())
            .isLessThan(2e-3);
      }
    }
  }

  @Test
  void lowRankAdditions_gradient_followsFromThatOfTheWholeMatrix() {
    int h = 12;
    int rank = 2;
    double scale = 2;
    Parameters tuned = new Parameters(1);
    LayerWeights start = SyntheticLayer.of(h, 20, 3, 2);
    TransformerLayer layer =
        new TransformerLayer(tuned, start, LayerTuning.allMatrices(rank, scale * rank), 0.1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(tuned.list())) {
      Random random = new Random(8);
      for (Parameter parameter : trained(tuned)) {
        weights.set(parameter, SyntheticLayer.gaussian(random, parameter.size(), 0.3));
      }
      Parameters whole = new Parameters(1);
      TransformerLayer merged =
          new TransformerLayer(whole, layer.weights(weights::values), LayerTuning.FULL, 0.1);
      try (Weights all = new Weights(whole.list())) {
        Tensor states = Tensor.create(SyntheticLayer.gaussian(random, 2 * 3 * h, 1), 2, 3, h);
        Tensor mask = Tensor.create(new float[] {1, 1, 1, 1, 1, 0}, 2, 3);
        Tensor wanted = Tensor.create(SyntheticLayer.gaussian(random, 2 * 3 * h, 1), 2, 3, h);
        layer.all(TorchOps.evaluation(weights), states, mask).mul(wanted).sum().backward();
        merged.all(TorchOps.evaluation(all), states, mask).mul(wanted).sum().backward();

        int matrices = 0;
        for (Parameter matrix : whole.list()) {
          Optional<Parameter> down = named(tuned, matrix.name() + ".lora_a");
          if (down.isPresent()) {
            matrices++;
            Parameter up = named(tuned, matrix.name() + ".lora_b").orElseThrow();
            Tensor slope = all.apply(matrix).grad().mul(new Scalar(scale));
            requireNear(
                weights.apply(down.get()).grad(), slope.matmul(weights.apply(up).detach().t()));
            requireNear(
                weights.apply(up).grad(), weights.apply(down.get()).detach().t().matmul(slope));
          }
        }
        assertThat(matrices).isEqualTo(6);
      }
    }
  }

  private static void requireNear(Tensor found, Tensor expected) {
    float[] values = floats(expected);
    double size = 0;
    for (float value : values) {
      size = Math.max(size, Math.abs(value));
    }
    assertThat(size).isPositive();
    assertThat(floats(found)).containsExactly(values, within((float) (1e-4 * size)));
  }

  private static Optional<Parameter> named(Parameters parameters, String name) {
    return parameters.list().stream().filter(p -> p.name().equals(name)).findFirst();
  }

  @Test
  void weights_ofALayerWithAdditions_computeWhatTheLayerComputes() {
    int h = 24;
    Parameters parameters = new Parameters(1);
    TransformerLayer layer =
        new TransformerLayer(
            parameters, SyntheticLayer.of(h, 40, 4, 2), LayerTuning.queryAndValue(8, 16), 0.1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      Random random = new Random(7);
      for (Parameter parameter : trained(parameters)) {
        weights.set(parameter, SyntheticLayer.gaussian(random, parameter.size(), 0.3));
      }
      float[] states = SyntheticLayer.gaussian(random, 5 * h, 1);
      float[] tuned =
          floats(
              layer.all(
                  TorchOps.evaluation(weights),
                  Tensor.create(states, 1, 5, h),
                  Tensor.create(SyntheticLayer.ones(5), 1, 5)));

      assertThat(trained(parameters)).hasSize(4);
      assertThat(layer.additions(weights::values))
          .containsOnlyKeys(LayerTuning.Matrix.QUERY, LayerTuning.Matrix.VALUE);
      assertThat(above(layer.weights(weights::values), LayerTuning.FULL, states))
          .containsExactly(tuned, within(1e-5f));
    }
  }

  private static List<Parameter> trained(Parameters parameters) {
    return parameters.list().stream().filter(p -> p.role().trained()).toList();
  }

  private static float[] moved(float[] values, float[] direction, double step) {
    float[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return moved;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] above(LayerWeights start, float[] states) {
    return above(start, LayerTuning.FULL, states);
  }

  private static float[] above(LayerWeights start, LayerTuning tuning, float[] states) {
    Parameters parameters = new Parameters(1);
    TransformerLayer layer = new TransformerLayer(parameters, start, tuning, 0.1);
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
