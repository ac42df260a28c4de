package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** {@code ctr-rank}: the commands of the trainer, their errors and exit codes. */
@Command(
    name = "ctr-rank",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:could not be done; one line on stderr says why",
      "2:the command line is wrong",
      "3:a defect of ctr-rank; give --verbose for the stack trace"
    })
public final class CtrRank {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;
  static final int DEFECT = 3;

  private final Terminal terminal;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean verbose;

  private CtrRank(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs one command.
   *
   * @param trainer trains and loads click models
   * @param students trains students of a teacher's knowledge
   * @param terminal where to write
   * @param arguments the command line
   * @return the exit code
   */
  public static int run(
      ClickModelTrainer trainer, StudentTrainer students, Terminal terminal, String... arguments) {
    CtrRank root = new CtrRank(terminal);
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new EncodeCommand(terminal))
            .addSubcommand(new DistillCommand(students, terminal))
            .addSubcommand(new TrainCommand(trainer, terminal))
            .addSubcommand(new EvaluateCommand(trainer, terminal))
            .addSubcommand(new ExportCommand(trainer, terminal))
            .addSubcommand(new CompareCommand(trainer, terminal))
            .addSubcommand(new ReportCommand(trainer, students, terminal))
            .addSubcommand(BundleCommand.line(terminal))
            .addSubcommand(DataCommand.line(terminal))
            .addSubcommand(EncoderCommand.line(terminal))
            .addSubcommand(KnowledgeCommand.line(terminal))
            .addSubcommand(KddCommand.line(terminal))
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setParameterExceptionHandler(root::wrongUsage)
            .setExecutionExceptionHandler(root::failed);
    try {
      return line.execute(arguments);
    } catch (LinkageError e) {
      return root.tell("a library does not load: " + e, e, FAILED);
    }
  }

  private int wrongUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    if (arguments.length == 0) {
      command.usage(terminal.err());
      return WRONG_USAGE;
    }
    return tell(
        e.getMessage() + "; see [" + command.getCommandSpec().qualifiedName() + " --help]",
        e,
        WRONG_USAGE);
  }

  private int failed(Exception e, CommandLine command, ParseResult parsed) {
    return switch (e) {
      case DataException ignored -> tell(e.getMessage(), e, FAILED);
      case BundleException ignored -> tell(e.getMessage(), e, FAILED);
      case WrongUsageException ignored ->
          tell(
              e.getMessage() + "; see [" + command.getCommandSpec().qualifiedName() + " --help]",
              e,
              WRONG_USAGE);
      case CommandException ignored -> tell(e.getMessage(), e, FAILED);
      case FileSystemException file -> tell(message(file), e, FAILED);
      case IOException ignored -> tell(e.getMessage(), e, FAILED);
      case IllegalArgumentException ignored -> tell(e.getMessage(), e, FAILED);
      case IllegalStateException ignored -> tell(e.getMessage(), e, FAILED);
      default -> tell("defect: " + e + "; give [--verbose] for the stack trace", e, DEFECT);
    };
  }

  /** The JDK's messages of files are often no more than the file's name. */
  private static String message(FileSystemException e) {
    String message = String.valueOf(e.getMessage());
    return message.equals(e.getFile())
        ? e.getClass().getSimpleName() + ": [" + e.getFile() + "]"
        : message;
  }

  private int tell(@Nullable String message, Throwable e, int exitCode) {
    if (verbose) {
      e.printStackTrace(terminal.err());
    }
    terminal.note("ctr-rank: " + message);
    return exitCode;
  }
}
