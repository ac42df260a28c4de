package io.ctrrank.trainer.cli;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.encoder.EncoderFolder;
import io.ctrrank.trainer.encoder.EncoderProbe;
import io.ctrrank.trainer.encoder.EncoderTraits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctr-rank encoder import-onnx}. */
@Command(
    name = "import-onnx",
    description = {
      "Make an encoder of an ONNX graph and its tokenizer.",
      "",
      "The graph reads input_ids, attention_mask and, if it likes, token_type_ids, int64 [batch,"
          + " tokens], and its first output is the hidden states, float32 [batch, tokens, width]; only"
          + " operators of the standard, weights inside, below 2 GB. It is tried before the folder is"
          + " put in place."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank encoder import-onnx bge/model.onnx --tokenizer bge/tokenizer.json --out enc/bge \\",
      "      --license \"Encoder bge-small-en-v1.5: MIT.\"",
    })
final class EncoderImportOnnxCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "ENCODER", description = "The graph.")
  private Path encoder = Path.of("");

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "Its tokenizer.json in Hugging Face's format.")
  private Path tokenizer = Path.of("");

  @Option(
      names = "--kind",
      paramLabel = "WORD",
      defaultValue = "onnx",
      description = "What it is, for people, such as bert. Default: ${DEFAULT-VALUE}")
  private String kind = "";

  @ArgGroup(validate = false, heading = NewEncoderOptions.HEADING, order = 1)
  private NewEncoderOptions options = new NewEncoderOptions();

  EncoderImportOnnxCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    EncoderTraits traits =
        options.traits(kind, Pooling.MEAN, EncoderProbe.dimension(encoder, tokenizer));
    EncoderFolder.write(
        options.out(),
        options.force(),
        traits,
        CommandText.of(spec, List.of("--force", "--out")),
        List.of(encoder, tokenizer),
        folder -> {
          Files.copy(encoder, folder.resolve(ModelManifest.ENCODER));
          Files.copy(tokenizer, folder.resolve(ModelManifest.TOKENIZER));
        });
    terminal.result(EncoderText.of(options.out(), traits));
    return 0;
  }
}
