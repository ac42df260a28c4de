package io.ctrrank.trainer.llama;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads {@code config.json} of Hugging Face's transformers. Strict: a member that could change what
 * the model computes and is not understood is refused by name.
 */
final class LlamaConfigReader {
  private static final double ROPE_THETA = 10_000;

  private static final Map<String, List<String>> ARCHITECTURES =
      Map.of(
          "llama", List.of("LlamaForCausalLM", "LlamaModel"),
          "mistral", List.of("MistralForCausalLM", "MistralModel"),
          "qwen2", List.of("Qwen2ForCausalLM", "Qwen2Model"));

  /** What hidden states do not depend on. */
  private static final List<String> IRRELEVANT =
      List.of(
          "_name_or_path",
          "attention_dropout",
          "bos_token_id",
          "dtype",
          "eos_token_id",
          "initializer_range",
          "is_llama_config",
          "max_sequence_length",
          "max_window_layers",
          "pad_token_id",
          "pretraining_tp",
          "tie_word_embeddings",
          "torch_dtype",
          "transformers.js_config",
          "transformers_version",
          "unk_token_id",
          "use_cache");

  private final ConfigMembers members;

  private LlamaConfigReader(ConfigMembers members) {
    this.members = members;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or says something that is not supported, naming the
   *     member
   */
  static LlamaConfig read(Path file) throws IOException {
    try {
      JsonElement root = JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8));
      if (!(root instanceof JsonObject object)) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      return new LlamaConfigReader(new ConfigMembers(object, "")).config();
    } catch (JsonParseException | IllegalArgumentException e) {
      throw new IOException(
          "config file ["
              + file
              + "] is not supported: "
              + e.getMessage()
              + "; see docs/encoders.md for the models that are",
          e);
    }
  }

  private LlamaConfig config() {
    String type = members.string("model_type");
    List<String> architectures = ARCHITECTURES.get(type);
    if (architectures == null) {
      throw members.wrong(
          "model_type", "one of " + ARCHITECTURES.keySet().stream().sorted().toList());
    }
    requireArchitecture(architectures);
    members.require("hidden_act", new JsonPrimitive("silu"));
    members.require("partial_rotary_factor", new JsonPrimitive(1.0));
    members.require("rope_interleaved", new JsonPrimitive(false));
    members.require("use_mrope", new JsonPrimitive(false));
    IRRELEVANT.forEach(members::ignore);
    int heads = members.count("num_attention_heads");
    int width = members.count("hidden_size");
    Rope rope = rope();
    boolean qwen = type.equals("qwen2");
    LlamaConfig config =
        new LlamaConfig(
            type,
            members.count("num_hidden_layers"),
            width,
            members.count("intermediate_size"),
            heads,
            members.count("num_key_value_heads", heads),
            headWidth(width, heads),
            members.count("vocab_size"),
            members.count("max_position_embeddings"),
            members.positive("rms_norm_eps"),
            rope.theta(),
            rope.scaling(),
            qwen || members.flag("attention_bias"),
            !qwen && members.flag("attention_bias"),
            members.flag("mlp_bias"),
            window());
    requireFullAttention();
    members.end();
    return config;
  }

  private void requireArchitecture(List<String> expected) {
    if (!members.has("architectures")) {
      return;
    }
    if (!(members.element("architectures") instanceof JsonArray names
        && names.size() == 1
        && names.get(0) instanceof JsonPrimitive name
        && expected.contains(name.getAsString()))) {
      throw members.wrong("architectures", "one of " + expected);
    }
  }

  private int headWidth(int width, int heads) {
    if (!members.has("head_dim") && width % heads != 0) {
      throw members.wrong("head_dim", "a number, as hidden_size is no multiple of the heads");
    }
    return members.count("head_dim", width / heads);
  }

  private record Rope(double theta, RopeScaling scaling) {}

  /** Older files have {@code rope_theta} and {@code rope_scaling}, newer ones one object. */
  private Rope rope() {
    if (members.has("rope_parameters")) {
      if (members.has("rope_theta") || members.has("rope_scaling")) {
        throw members.wrong("rope_parameters", "no rope_theta or rope_scaling beside it");
      }
      ConfigMembers parameters = members.object("rope_parameters");
      return new Rope(parameters.positive("rope_theta", ROPE_THETA), scaling(parameters));
    }
    double theta = members.positive("rope_theta", ROPE_THETA);
    return members.has("rope_scaling")
        ? new Rope(theta, scaling(members.object("rope_scaling")))
        : new Rope(theta, new RopeScaling.None());
  }

  private static RopeScaling scaling(ConfigMembers members) {
    String member = members.has("rope_type") ? "rope_type" : "type";
    String type = members.string(member);
    members.ignore("type");
    RopeScaling scaling =
        switch (type) {
          case "default" -> new RopeScaling.None();
          case "linear" -> new RopeScaling.Linear(members.positive("factor"));
          case "llama3" ->
              new RopeScaling.Llama3(
                  members.positive("factor"),
                  members.positive("low_freq_factor"),
                  members.positive("high_freq_factor"),
                  members.positive("original_max_position_embeddings"));
          default -> throw members.wrong(member, "one of [default, linear, llama3]");
        };
    members.end();
    return scaling;
  }

  /** A window that is switched off does not count. */
  private OptionalInt window() {
    boolean off = members.has("use_sliding_window") && !members.flag("use_sliding_window");
    boolean there = members.has("sliding_window");
    return there && !off ? OptionalInt.of(members.count("sliding_window")) : OptionalInt.empty();
  }

  private void requireFullAttention() {
    if (!members.has("layer_types")) {
      return;
    }
    JsonPrimitive full = new JsonPrimitive("full_attention");
    if (!(members.element("layer_types") instanceof JsonArray types
        && types.asList().stream().allMatch(full::equals))) {
      throw members.wrong("layer_types", "[full_attention] in each layer");
    }
  }
}
