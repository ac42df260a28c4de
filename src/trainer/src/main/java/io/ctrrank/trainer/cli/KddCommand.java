package io.ctrrank.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctr-rank kdd}: commands for the files of KDD Cup 2012 track 2. */
@Command(
    name = "kdd",
    description = {
      "Read files of KDD Cup 2012 track 2, or make up files in their format.",
      "",
      "The original files are the competition's and not part of this project (docs/kddcup.md). To"
          + " train on such files give [--data kdd:FOLDER] to [ctr-rank train]."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank kdd generate --out target/kdd --rows 200000",
      "  ctr-rank kdd stats target/kdd",
      "  ctr-rank kdd throughput target/kdd",
    })
final class KddCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private KddCommand() {}

  /** The command with its subcommands. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new KddCommand())
        .addSubcommand(new KddGenerateCommand(terminal))
        .addSubcommand(new KddStatsCommand(terminal))
        .addSubcommand(new KddThroughputCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "kdd needs a command; expected one of " + spec.subcommands().keySet());
  }
}
