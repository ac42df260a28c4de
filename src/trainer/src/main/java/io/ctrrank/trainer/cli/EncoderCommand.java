package io.ctrrank.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctr-rank encoder}: commands that make encoders. */
@Command(
    name = "encoder",
    description = {
      "Make an encoder that models read texts through in place of all-MiniLM-L6-v2.",
      "",
      "An encoder is a folder with encoder.onnx, tokenizer.json and encoder.json (docs/encoders.md)."
          + " Commands that encode take it with [--encoder FOLDER]."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank encoder import-onnx bge/model.onnx --tokenizer bge/tokenizer.json --out enc/bge \\",
      "      --license \"Encoder bge-small-en-v1.5: MIT.\"",
      "  ctr-rank encoder import-llama Qwen2.5-0.5B --out enc/qwen --weights float16 \\",
      "      --license \"Encoder Qwen2.5-0.5B: Apache-2.0.\"",
    })
final class EncoderCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private EncoderCommand() {}

  /** The command with its subcommands. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new EncoderCommand())
        .addSubcommand(new EncoderImportOnnxCommand(terminal))
        .addSubcommand(new EncoderImportLlamaCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "encoder needs a command; expected one of " + spec.subcommands().keySet());
  }
}
