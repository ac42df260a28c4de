package io.ctrrank.trainer.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonNull;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.llama.LlamaFolder.Precision;
import io.ctrrank.trainer.safetensors.Dtype;
import io.ctrrank.trainer.torch.OnnxRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported decoders in ONNX Runtime against {@link LlamaReference}. */
final class LlamaEncoderTest {
  private static final int TOKENS = 64;
  private static final DoubleUnaryOperator UNSCALED = frequency -> frequency;
  private static final List<String> TEXTS =
      List.of(
          "Heat (1995) | Action, Crime, Thriller",
          "",
          "a",
          "Toy Story (1995) | Adventure, Animation, Children | a cowboy doll is threatened",
          "x".repeat(300));

  @TempDir Path folder;

  @Test
  void encoder_groupedHeads_hasTheStatesOfTheReference() throws IOException {
    TinyLlama model = TinyLlama.plain(1);
    assertStates(model, model.write(folder), UNSCALED);
  }

  @ParameterizedTest
  @CsvSource({"true, true, false", "false, false, true", "true, true, true"})
  void encoder_biases_areAdded(boolean attention, boolean output, boolean feedForward)
      throws IOException {
    TinyLlama model =
        new TinyLlama(2)
            .with("attention_bias", attention)
            .with("mlp_bias", feedForward)
            .weights(attention, output, feedForward);
    assertStates(model, model.write(folder), UNSCALED);
  }

  @Test
  void encoder_qwen2_hasBiasesOfQueriesKeysAndValues() throws IOException {
    TinyLlama model =
        new TinyLlama(3)
            .model("qwen2", "Qwen2ForCausalLM")
            .with("use_sliding_window", false)
            .with("sliding_window", 8)
            .with("tie_word_embeddings", true)
            .weights(true, false, false);
    assertStates(model, model.write(folder), UNSCALED);
  }

  @Test
  void encoder_mistralWithItsOwnHeadWidth_hasTheStatesOfTheReference() throws IOException {
    TinyLlama model =
        new TinyLlama(4)
            .model("mistral", "MistralModel")
            .with("sliding_window", JsonNull.INSTANCE)
            .headWidth(6)
            .weights(false, false, false);
    assertStates(model, model.write(folder), UNSCALED);
  }

  @Test
  void encoder_linearScaling_interpolatesPositions() throws IOException {
    TinyLlama model =
        new TinyLlama(5)
            .with("rope_scaling", Map.of("type", "linear", "factor", 4.0))
            .weights(false, false, false);
    assertStates(model, model.write(folder), frequency -> frequency / 4);
  }

  @Test
  void encoder_llama3Scaling_leavesShortWavesAndBlends() throws IOException {
    TinyLlama model =
        new TinyLlama(6)
            .headWidth(8)
            .with(
                "rope_scaling",
                Map.of(
                    "rope_type",
                    "llama3",
                    "factor",
                    8.0,
                    "low_freq_factor",
                    1.0,
                    "high_freq_factor",
                    4.0,
                    "original_max_position_embeddings",
                    64))
            .weights(false, false, false);
    assertStates(
        model,
        model.write(folder),
        frequency -> {
          double wave = 2 * Math.PI / frequency;
          if (wave < 16) {
            return frequency;
          }
          double smooth = Math.max(0, (64 / wave - 1) / (4 - 1));
          return (1 - smooth) * frequency / 8 + smooth * frequency;
        });
  }

  @Test
  void encoder_newerConfig_readsTheSameRope() throws IOException {
    TinyLlama model = TinyLlama.plain(7);
    model.config.remove("rope_theta");
    model.with("rope_parameters", Map.of("rope_type", "default", "rope_theta", 500.0));
    assertStates(model, model.write(folder), UNSCALED);
  }

  @ParameterizedTest
  @EnumSource(Dtype.class)
  void encoder_weightsOfEachType_areReadExactly(Dtype type) throws IOException {
    TinyLlama model = new TinyLlama(8).type(type).weights(false, false, false);
    assertStates(model, model.writeSharded(folder), UNSCALED);
  }

  @Test
  void encoder_matricesInHalfPrecision_areThoseOfRoundedWeights() throws IOException {
    TinyLlama model = TinyLlama.plain(9);
    Map<String, float[]> rounded = model.stored();
    rounded.forEach(
        (name, values) -> {
          if (!name.contains("norm")) {
            for (int i = 0; i < values.length; i++) {
              values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
            }
          }
        });
    Path graph = export(model.write(folder), Precision.FLOAT16);
    assertStates(model, rounded, graph, UNSCALED);
    assertThat(Files.size(graph)).isLessThan(Files.size(export(folder, Precision.FLOAT32)) * 3 / 4);
  }

  @Test
  void encoder_paddingInFrontOrBehind_doesNotChangeRealTokens() throws Exception {
    Path graph = export(TinyLlama.plain(10).write(folder), Precision.FLOAT32);
    try (OnnxRun run = new OnnxRun(Files.readAllBytes(graph))) {
      float[] alone = states(run, new long[] {1, 20, 30}, new long[] {1, 1, 1});
      float[] behind = states(run, new long[] {1, 20, 30, 99, 5}, new long[] {1, 1, 1, 0, 0});
      float[] between = states(run, new long[] {1, 20, 77, 30}, new long[] {1, 1, 0, 1});
      float[] none = states(run, new long[] {7, 8}, new long[] {0, 0});

      assertThat(Arrays.copyOf(behind, alone.length)).containsExactly(alone, within(1e-6f));
      // A token that is masked is not looked at, though its place counts.
      float[] other = states(run, new long[] {1, 20, 55, 30}, new long[] {1, 1, 0, 1});
      for (int i = 0; i < TinyLlama.WIDTH; i++) {
        int last = 3 * TinyLlama.WIDTH + i;
        assertThat(other[last]).isCloseTo(between[last], within(1e-6f));
      }
      for (float value : none) {
        assertThat(value).isFinite();
      }
    }
  }

  private static float[] states(OnnxRun run, long[] ids, long[] mask) throws OrtException {
    return run.run(
        Map.of(
            "input_ids",
            new OnnxRun.Input(ids, 1, ids.length),
            "attention_mask",
            new OnnxRun.Input(mask, 1, mask.length)));
  }

  @Test
  void encoder_moreTokensThanTheModelReads_isRefused() throws IOException {
    LlamaFolder opened = LlamaFolder.open(TinyLlama.plain(1).write(folder));
    assertThatThrownBy(() -> opened.encoder(Precision.FLOAT32, 257))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trained on [256] tokens at most (max_position_embeddings)");

    TinyLlama mistral =
        new TinyLlama(1)
            .model("mistral", "MistralForCausalLM")
            .with("sliding_window", 32)
            .weights(false, false, false);
    LlamaFolder windowed = LlamaFolder.open(mistral.write(folder));
    windowed.encoder(Precision.FLOAT32, 32);
    assertThatThrownBy(() -> windowed.encoder(Precision.FLOAT32, 33))
        .hasMessageContaining("looks back [32] tokens (sliding_window)");
  }

  @Test
  void encoder_valueThatHalfPrecisionDoesNotHold_isRefused() throws IOException {
    TinyLlama model = TinyLlama.plain(1);
    model.tensors.get(2).values()[5] = 1e5f;
    model.write(folder);

    export(folder, Precision.FLOAT32);
    assertThatThrownBy(() -> export(folder, Precision.FLOAT16))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "has the value [100000.0] in tensor [model.layers.0.self_attn.q_proj.weight], which half"
                + " precision does not hold; expected up to [65504.0]; give [--weights float32]");
    model.tensors.get(2).values()[5] = Float.NaN;
    model.write(folder);
    assertThatThrownBy(() -> export(folder, Precision.FLOAT32))
        .hasMessageContaining("expected finite numbers; download the weights again");
  }

  private void assertStates(TinyLlama model, Path written, DoubleUnaryOperator scaling)
      throws IOException {
    assertStates(model, model.stored(), export(written, Precision.FLOAT32), scaling);
  }

  private static Path export(Path folder, Precision precision) throws IOException {
    Path graph = folder.resolve("encoder-" + precision + ".onnx");
    LlamaFolder.open(folder).encoder(precision, TOKENS).write(graph);
    return graph;
  }

  /** Texts together, one by one and token by token. */
  private void assertStates(
      TinyLlama model, Map<String, float[]> weights, Path graph, DoubleUnaryOperator scaling)
      throws IOException {
    LlamaReference reference = new LlamaReference(model, weights, 500, 1e-5, scaling);
    Path file = folder.resolve("tokenizer.json");
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        TextEncoder encoder = TextEncoder.open(engine, graph, file);
        Tokenizer tokenizer = Tokenizer.open(file)) {
      List<float[]> together = encoder.tokenStates(TEXTS, TOKENS);
      float[][] last = encoder.pooled(TEXTS, TOKENS, Pooling.LAST);
      for (int text = 0; text < TEXTS.size(); text++) {
        long[] ids = tokenizer.encode(TEXTS.get(text), TOKENS).ids();
        double[][] expected = reference.states(ids);
        float[] alone = encoder.tokenStates(List.of(TEXTS.get(text)), TOKENS).getFirst();
        assertThat(alone).hasSize(ids.length * TinyLlama.WIDTH);
        for (int i = 0; i < alone.length; i++) {
          double state = expected[i / TinyLlama.WIDTH][i % TinyLlama.WIDTH];
          assertThat((double) alone[i]).isCloseTo(state, within(1e-5));
          assertThat((double) together.get(text)[i]).isCloseTo(state, within(1e-5));
        }
        for (int i = 0; i < TinyLlama.WIDTH; i++) {
          assertThat((double) last[text][i]).isCloseTo(expected[ids.length - 1][i], within(1e-5));
        }
      }
    }
  }
}
