package io.ctrrank.trainer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctr-rank knowledge}: knowledge that a teacher model writes. */
@Command(
    name = "knowledge",
    description = "Have a teacher model write knowledge of items and users, or import it.",
    footer = {
      "",
      "Examples:",
      "  ctr-rank knowledge generate --level item --count 300 --dry-run",
      "  ctr-rank knowledge import target/knowledge/items.jsonl --level item --out items.jsonl",
    })
final class KnowledgeCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private KnowledgeCommand() {}

  /** The command with its subcommands. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new KnowledgeCommand())
        .addSubcommand(new KnowledgeGenerateCommand(terminal))
        .addSubcommand(new KnowledgeImportCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "knowledge needs a command; expected one of " + spec.subcommands().keySet());
  }
}
