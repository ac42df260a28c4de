package io.ctrrank.trainer.cli;

import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.training.ClickModelTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctr-rank evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Print the metrics of a checkpoint or a bundle beside the floor.",
      "",
      "A checkpoint is scored by the trainer. A bundle is scored by the code that runs on a node, one"
          + " impression at a time; its encoder must be in the folder (models/target/bundles/<id>"
          + " after a build)."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank evaluate target/ctr-rank-work/checkpoints/msd-seed1",
      "  ctr-rank evaluate models/target/bundles/msd --part validation",
      "  ctr-rank evaluate models/target/bundles/msd --against models/target/bundles/din",
    })
final class EvaluateCommand implements Callable<Integer> {
  private final ClickModelTrainer trainer;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Folder of a checkpoint or a bundle.")
  private Path model = Path.of("");

  @Option(
      names = "--against",
      paramLabel = "MODEL",
      description = "Another checkpoint or bundle: adds the differences to it.")
  private @Nullable Path against;

  @ArgGroup(validate = false, heading = ReportOptions.HEADING, order = 1)
  private ReportOptions report = new ReportOptions();

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  EvaluateCommand(ClickModelTrainer trainer, Terminal terminal) {
    this.trainer = trainer;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, BundleException, CommandException {
    encoder.check();
    report.check();
    ScoredModels.requireModel(model);
    if (against != null) {
      ScoredModels.requireModel(against);
    }
    Dataset dataset = data.read(terminal);
    ExampleSet rows = report.part(dataset);
    ScoredModels scores = new ScoredModels(trainer, dataset, data, encoder, terminal);
    List<ModelScores> models = new ArrayList<>();
    models.add(scores.floor(rows));
    if (against != null) {
      models.add(ModelScores.of(name(against), rows, List.of(scores.pCtr(against, rows))));
    }
    models.add(ModelScores.of(name(model), rows, List.of(scores.pCtr(model, rows))));
    report.tell(models, dataset, spec, terminal);
    return 0;
  }

  private static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }
}
