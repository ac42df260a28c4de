package io.ctrrank.trainer.llama;

import com.google.gson.GsonBuilder;
import io.ctrrank.trainer.encoder.CharacterTokenizer;
import io.ctrrank.trainer.safetensors.Dtype;
import io.ctrrank.trainer.safetensors.TinySafetensors;
import io.ctrrank.trainer.safetensors.TinySafetensors.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A decoder of random weights in Hugging Face's layout: two layers, four heads, two of keys. */
public final class TinyLlama {
  /** Width of its hidden states. */
  public static final int WIDTH = 16;

  static final int LAYERS = 2;
  static final int HEADS = 4;
  static final int KEY_HEADS = 2;
  static final int INNER = 24;

  /** Of matrices. With 0.4, loops in single precision are already 1e-5 from those in double. */
  private static final double DEVIATION = 0.25;

  final Map<String, Object> config = new LinkedHashMap<>();
  final List<Written> tensors = new ArrayList<>();
  private final Random random;
  private Dtype type = Dtype.F32;
  private String prefix = "model.";
  private int headWidth = WIDTH / HEADS;

  /**
   * @param seed of its weights
   */
  public TinyLlama(long seed) {
    random = new Random(seed);
    config.put("architectures", List.of("LlamaForCausalLM"));
    config.put("model_type", "llama");
    config.put("hidden_act", "silu");
    config.put("hidden_size", WIDTH);
    config.put("intermediate_size", INNER);
    config.put("num_hidden_layers", LAYERS);
    config.put("num_attention_heads", HEADS);
    config.put("num_key_value_heads", KEY_HEADS);
    config.put("vocab_size", CharacterTokenizer.VOCABULARY + 3);
    config.put("max_position_embeddings", 256);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 500);
    config.put("torch_dtype", "float32");
    config.put("use_cache", true);
  }

  TinyLlama with(String member, Object value) {
    config.put(member, value);
    return this;
  }

  TinyLlama headWidth(int width) {
    headWidth = width;
    return with("head_dim", width);
  }

  TinyLlama type(Dtype weights) {
    type = weights;
    return this;
  }

  TinyLlama model(String modelType, String architecture) {
    if (architecture.endsWith("Model")) {
      prefix = "";
    }
    return with("model_type", modelType).with("architectures", List.of(architecture));
  }

  /** Draws weights: matrices, and biases where they are asked for. */
  TinyLlama weights(boolean inputBias, boolean outputBias, boolean feedForwardBias) {
    int queries = HEADS * headWidth;
    int keys = KEY_HEADS * headWidth;
    add("embed_tokens.weight", 0, 1, CharacterTokenizer.VOCABULARY + 3, WIDTH);
    for (int layer = 0; layer < LAYERS; layer++) {
      String name = "layers." + layer + ".";
      add(name + "input_layernorm.weight", 1, 0.2, WIDTH);
      dense(name + "self_attn.q_proj", queries, WIDTH, inputBias);
      dense(name + "self_attn.k_proj", keys, WIDTH, inputBias);
      dense(name + "self_attn.v_proj", keys, WIDTH, inputBias);
      dense(name + "self_attn.o_proj", WIDTH, queries, outputBias);
      add(name + "post_attention_layernorm.weight", 1, 0.2, WIDTH);
      dense(name + "mlp.gate_proj", INNER, WIDTH, feedForwardBias);
      dense(name + "mlp.up_proj", INNER, WIDTH, feedForwardBias);
      dense(name + "mlp.down_proj", WIDTH, INNER, feedForwardBias);
    }
    add("norm.weight", 1, 0.2, WIDTH);
    if (!prefix.isEmpty()) {
      tensors.add(new Written("lm_head.weight", type, List.of(1, 2), new float[2]));
    }
    return this;
  }

  private void dense(String name, int out, int in, boolean bias) {
    add(name + ".weight", 0, DEVIATION, out, in);
    if (bias) {
      add(name + ".bias", 0, 0.5, out);
    }
  }

  private void add(String name, double mean, double deviation, Integer... shape) {
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    tensors.add(new Written(prefix + name, type, List.of(shape), values));
  }

  /** Writes config, tokenizer and weights in one file. */
  public Path write(Path folder) throws IOException {
    writeConfig(folder);
    TinySafetensors.write(folder.resolve("model.safetensors"), tensors);
    return folder;
  }

  /** Writes config, tokenizer and weights in two files. */
  Path writeSharded(Path folder) throws IOException {
    writeConfig(folder);
    TinySafetensors.writeSharded(folder, tensors);
    return folder;
  }

  private void writeConfig(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"), new GsonBuilder().serializeNulls().create().toJson(config));
    CharacterTokenizer.write(folder.resolve("tokenizer.json"));
  }

  /** A decoder with grouped heads and no biases. */
  public static TinyLlama plain(long seed) {
    return new TinyLlama(seed).weights(false, false, false);
  }

  /** The weights by name without prefix, as the files hold them. */
  Map<String, float[]> stored() {
    Map<String, float[]> stored = new LinkedHashMap<>();
    tensors.forEach(
        tensor -> stored.put(tensor.name().substring(prefix.length()), tensor.stored()));
    return stored;
  }

  int headWidth() {
    return headWidth;
  }
}
