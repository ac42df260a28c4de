package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctr-rank compare}. */
@Command(
    name = "compare",
    description = {
      "Compare model families over their training seeds, and the floor.",
      "",
      "Checkpoints that differ in the seed alone are the runs of one model; what else tells models of"
          + " one family apart is in their names. Metrics are told as mean and standard deviation over"
          + " runs, differences are those of the mean AUC and GAUC, with the 95 %% interval and p of a"
          + " bootstrap that draws users, DeLong's p beside it, and both corrected by Holm over the"
          + " differences of one model."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank compare                             all checkpoints of the work folder",
      "  ctr-rank compare --slices --calibration --json compare.json",
      "  ctr-rank compare --markdown a/msd-seed1 a/din-seed1",
    })
final class CompareCommand implements Callable<Integer> {
  private final ClickModelTrainer trainer;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      arity = "0..*",
      description = "Checkpoint folders. Default: all in the work folder")
  private List<Path> checkpoints = List.of();

  @ArgGroup(validate = false, heading = ReportOptions.HEADING, order = 1)
  private ReportOptions report = new ReportOptions();

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  CompareCommand(ClickModelTrainer trainer, Terminal terminal) {
    this.trainer = trainer;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, CommandException {
    encoder.check();
    report.check();
    Map<String, Collection<CheckpointFolder>> runs = ComparedRuns.of(open());
    Dataset dataset = data.read(terminal);
    ExampleSet rows = report.part(dataset);
    ScoredModels scores = new ScoredModels(trainer, dataset, data, encoder, terminal);
    List<ModelScores> models = new ArrayList<>();
    models.add(scores.floor(rows));
    // In the order of the families: each is told as a difference to those before it.
    for (Map.Entry<String, Collection<CheckpointFolder>> model : runs.entrySet()) {
      List<double[]> pCtrs = new ArrayList<>();
      for (CheckpointFolder folder : model.getValue()) {
        terminal.note("scoring [" + folder.path() + "]");
        pCtrs.add(scores.checkpointPCtr(folder, rows));
      }
      models.add(ModelScores.of(model.getKey(), rows, pCtrs));
    }
    report.tell(models, dataset, spec, terminal);
    return 0;
  }

  private List<CheckpointFolder> open() throws IOException, CommandException {
    List<Path> paths = checkpoints.isEmpty() ? found(data.checkpoints()) : checkpoints;
    List<CheckpointFolder> folders = new ArrayList<>();
    for (Path path : paths) {
      folders.add(CheckpointFolder.open(path));
    }
    return folders;
  }

  private static List<Path> found(Path parent) throws IOException, CommandException {
    List<Path> found = List.of();
    if (Files.isDirectory(parent)) {
      try (Stream<Path> folders = Files.list(parent)) {
        found =
            folders
                .filter(f -> Files.isRegularFile(f.resolve(CheckpointFolder.DESCRIPTION)))
                .sorted()
                .toList();
      }
    }
    if (found.isEmpty()) {
      throw new CommandException(
          "folder ["
              + parent
              + "] has no checkpoints; expected at least one; run [ctr-rank train] first or name"
              + " checkpoint folders");
    }
    return found;
  }
}
