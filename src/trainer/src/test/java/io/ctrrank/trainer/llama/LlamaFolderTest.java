package io.ctrrank.trainer.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.encoder.CharacterTokenizer;
import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.StreamedTensor;
import io.ctrrank.trainer.safetensors.Dtype;
import io.ctrrank.trainer.safetensors.TinySafetensors.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a model's folder, and what is refused. */
final class LlamaFolderTest {
  @TempDir Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    TinyLlama.plain(1).write(folder);
  }

  @Test
  void open_wholeFolder_hasKindWidthAndSources() throws IOException {
    LlamaFolder opened = LlamaFolder.open(folder);

    assertThat(opened.kind()).isEqualTo("llama");
    assertThat(opened.width()).isEqualTo(TinyLlama.WIDTH);
    assertThat(opened.sources())
        .containsExactly(
            folder.resolve("config.json"),
            folder.resolve("tokenizer.json"),
            folder.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @CsvSource({
    "model_type, '\"gemma\"', 'member [model_type] is [\"gemma\"]; expected one of [llama, mistral, qwen2]'",
    "architectures, '[\"LlamaForSequenceClassification\"]', 'expected one of [LlamaForCausalLM, LlamaModel]'",
    "architectures, '[\"Qwen2ForCausalLM\"]', 'expected one of [LlamaForCausalLM, LlamaModel]'",
    "hidden_act, '\"gelu\"', 'member [hidden_act] is [\"gelu\"]; expected \"silu\"'",
    "rope_scaling, '{\"type\": \"dynamic\", \"factor\": 2.0}', 'member [rope_scaling.type] is [\"dynamic\"]; expected one of [default, linear, llama3]'",
    "rope_scaling, '{\"rope_type\": \"yarn\", \"factor\": 2.0}', 'member [rope_scaling.rope_type] is [\"yarn\"]'",
    "rope_scaling, '{\"type\": \"linear\"}', 'member [rope_scaling.factor] is [missing]; expected a number'",
    "rope_scaling, '{\"type\": \"linear\", \"factor\": 2.0, \"beta\": 1}', 'member [rope_scaling.beta] is [1], which this release does not know'",
    "rope_scaling, '\"linear\"', 'member [rope_scaling] is [\"linear\"]; expected an object'",
    "rope_parameters, '{\"rope_type\": \"default\"}', 'expected no rope_theta or rope_scaling beside it'",
    "quantization_config, '{\"bits\": 4}', 'member [quantization_config] is [{\"bits\":4}], which this release does not know'",
    "partial_rotary_factor, 0.5, 'member [partial_rotary_factor] is [0.5]; expected 1.0'",
    "rope_interleaved, true, 'member [rope_interleaved] is [true]; expected false'",
    "use_mrope, true, 'member [use_mrope] is [true]; expected false'",
    "layer_types, '[\"full_attention\", \"sliding_attention\"]', 'expected [full_attention] in each layer'",
    "num_key_value_heads, 3, 'num_key_value_heads is [3]; expected a divisor of num_attention_heads [4]'",
    "head_dim, 5, 'head_dim is [5]; expected an even number'",
    "hidden_size, 0, 'member [hidden_size] is [0]; expected a whole number of 1 or more'",
    "hidden_size, 16.5, 'member [hidden_size] is [16.5]; expected a whole number of 1 or more'",
    "hidden_size, '\"16\"', 'member [hidden_size] is [\"16\"]; expected a number'",
    "hidden_size, 18, 'member [head_dim] is [missing]; expected a number, as hidden_size is no multiple'",
    "vocab_size, null, 'member [vocab_size] is [null]; expected a number'",
    "rms_norm_eps, 0, 'member [rms_norm_eps] is [0]; expected a number above 0'",
    "attention_bias, 1, 'member [attention_bias] is [1]; expected true or false'"
  })
  void open_configThatIsNotSupported_namesTheMember(String member, String value, String message)
      throws IOException {
    Path config = folder.resolve("config.json");
    JsonObject members = JsonParser.parseString(Files.readString(config)).getAsJsonObject();
    members.add(member, JsonParser.parseString(value));
    Files.writeString(config, members.toString().replace(":null", ": null"));

    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("config file [" + config + "] is not supported: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("; see docs/encoders.md for the models that are");
  }

  @Test
  void open_configThatIsNoJson_saysSo() throws IOException {
    Files.writeString(folder.resolve("config.json"), "[]");
    assertThatThrownBy(() -> LlamaFolder.open(folder)).hasMessageContaining("it is no JSON object");
  }

  @ParameterizedTest
  @CsvSource({"config.json", "tokenizer.json"})
  void open_missingFile_namesIt(String file) throws IOException {
    Files.delete(folder.resolve(file));
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no [" + file + "]; expected a model in Hugging Face's layout");
  }

  @Test
  void open_weightsOfAnotherModel_namesTheTensor() throws IOException {
    new TinyLlama(1).with("attention_bias", true).weights(false, false, false).write(folder);
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .hasMessageContaining("have no tensor [model.layers.0.self_attn.q_proj.bias]; expected it");

    new TinyLlama(1).weights(true, true, false).write(folder);
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .hasMessageContaining("bias], which no decoder of this config has");

    new TinyLlama(1).with("num_key_value_heads", 4).weights(false, false, false).write(folder);
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .hasMessageContaining(
            "has tensor [model.layers.0.self_attn.k_proj.weight] of shape [8, 16];")
        .hasMessageContaining("expected [16, 16], as config.json says");
  }

  @Test
  void open_tensorNobodyKnows_isRefused() throws IOException {
    TinyLlama model = TinyLlama.plain(1);
    model.tensors.add(
        new Written("model.layers.0.self_attn.q_norm.weight", Dtype.F32, List.of(4), new float[4]));
    model.write(folder);
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .hasMessageContaining("[model.layers.0.self_attn.q_norm.weight], which no decoder of this");
  }

  @Test
  void open_storedFrequencies_doNotMatter() throws IOException {
    TinyLlama model = TinyLlama.plain(1);
    model.tensors.add(
        new Written(
            "model.layers.0.self_attn.rotary_emb.inv_freq", Dtype.F32, List.of(2), new float[2]));
    assertThat(LlamaFolder.open(model.write(folder)).width()).isEqualTo(TinyLlama.WIDTH);
  }

  @Test
  void open_tokenizerWithMoreTokensThanEmbeddings_isRefused() throws IOException {
    TinyLlama model = new TinyLlama(1).with("vocab_size", CharacterTokenizer.VOCABULARY - 1);
    model.weights(false, false, false).write(folder);
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has the token id [96] but the model has [96] embeddings");

    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    assertThatThrownBy(() -> LlamaFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no tokenizer.json");
  }

  @Test
  void streamedModel_moreThanAFileHolds_isRefusedBeforeItIsWritten() {
    GraphBuilder graph = new GraphBuilder("large");
    var unused =
        graph.streamed(
            new StreamedTensor(
                "table",
                Element.FLOAT16,
                List.of(1L << 20, 1L << 10),
                out -> {
                  throw new AssertionError("written");
                }));
    assertThat(graph.streamedModel().bytes()).isGreaterThan(Integer.MAX_VALUE);
    assertThatThrownBy(() -> graph.streamedModel().write(folder.resolve("large.onnx")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected at most [2147483647], the limit of an ONNX model");
    assertThatThrownBy(graph::build).isInstanceOf(IllegalStateException.class);
    assertThat(folder.resolve("large.onnx")).doesNotExist();
  }
}
