package io.ctrrank.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctr-rank bundle}: commands on model bundles, whoever made them. */
@Command(
    name = "bundle",
    description = {
      "Check and pack model bundles.",
      "",
      "A bundle is what a node serves a model from (docs/bundle-format.md)."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank bundle validate my-model",
      "  ctr-rank bundle pack my-model --out my-model.zip",
    })
final class BundleCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private BundleCommand() {}

  /** The command with its subcommands. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new BundleCommand())
        .addSubcommand(new BundleValidateCommand(terminal))
        .addSubcommand(new BundlePackCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "bundle needs a command; expected one of " + spec.subcommands().keySet());
  }
}
