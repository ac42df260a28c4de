package io.ctrrank.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctr-rank data}: commands that look at data sets and make them. */
@Command(
    name = "data",
    description = "Look at a data set as models see it, and make one of a cluster's logs.",
    footer = {
      "",
      "Examples:",
      "  ctr-rank data stats",
      "  ctr-rank data stats --data goodbooks:/data/goodbooks-10k-sample --markdown",
      "  ctr-rank data export --cluster http://localhost:9200 --index ads --out /data/shop",
    })
final class DataCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private DataCommand() {}

  /** The command with its subcommands. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new DataCommand())
        .addSubcommand(new DataStatsCommand(terminal))
        .addSubcommand(new DataExportCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "data needs a command; expected one of " + spec.subcommands().keySet());
  }
}
