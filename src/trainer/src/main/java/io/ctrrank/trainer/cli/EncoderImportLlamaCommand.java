package io.ctrrank.trainer.cli;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.encoder.EncoderTraits;
import io.ctrrank.trainer.llama.LlamaFolder;
import io.ctrrank.trainer.llama.LlamaFolder.Precision;
import io.ctrrank.trainer.onnx.StreamedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctr-rank encoder import-llama}. */
@Command(
    name = "import-llama",
    description = {
      "Make an encoder of a Llama-style decoder: its hidden states, without the language-model head.",
      "",
      "Reads a folder in Hugging Face's layout: config.json of a llama, mistral or qwen2,"
          + " tokenizer.json, and model.safetensors or the files that model.safetensors.index.json"
          + " names, in F32, F16 or BF16. What the graph does not compute is refused by name"
          + " (docs/encoders.md). Nothing is downloaded."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank encoder import-llama Qwen2.5-0.5B --out enc/qwen --weights float16 \\",
      "      --license \"Encoder Qwen2.5-0.5B: Apache-2.0.\"",
      "  ctr-rank encoder import-llama SmolLM2-135M --out enc/smol --pooling mean --max-tokens 128 \\",
      "      --license \"Encoder SmolLM2-135M: Apache-2.0.\"",
    })
final class EncoderImportLlamaCommand implements Callable<Integer> {
  private static final String WEIGHTS = "float32";

  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "The model's folder.")
  private Path model = Path.of("");

  @Option(
      names = "--weights",
      paramLabel = "TYPE",
      description = {
        "How the encoder keeps matrices: float32, exact, or float16, half as large and rounded."
            + " Either way it computes in float32. Default: "
            + WEIGHTS
      })
  private String weights = WEIGHTS;

  @ArgGroup(validate = false, heading = NewEncoderOptions.HEADING, order = 1)
  private NewEncoderOptions options = new NewEncoderOptions();

  EncoderImportLlamaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    Precision precision = precision();
    LlamaFolder folder = LlamaFolder.open(model);
    StreamedModel graph = folder.encoder(precision, options.maxTokens());
    EncoderTraits traits = options.traits(folder.kind(), Pooling.LAST, folder.width());
    terminal.note(
        String.format(
            Locale.ROOT,
            "model [%s]: a %s of width %,d, %,d MB as an encoder",
            model,
            folder.kind(),
            folder.width(),
            graph.bytes() >> 20));
    EncoderFolder.write(
        options.out(),
        options.force(),
        traits,
        CommandText.of(spec, List.of("--force", "--out")),
        folder.sources(),
        target -> {
          graph.write(target.resolve(ModelManifest.ENCODER));
          folder.copyTokenizer(target.resolve(ModelManifest.TOKENIZER));
        });
    terminal.result(EncoderText.of(options.out(), traits));
    return 0;
  }

  private Precision precision() {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.toString().equals(weights))
        .findFirst()
        .orElseThrow(
            () ->
                new WrongUsageException(
                    "--weights is ["
                        + weights
                        + "]; expected one of "
                        + Arrays.toString(Precision.values())));
  }
}
