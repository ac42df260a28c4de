package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.evaluation.MetricNames;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ctr-rank train}. */
@Command(
    name = "train",
    description = {
      "Train a click model and write a checkpoint.",
      "",
      "Texts are encoded first if they are not in the work folder yet (minutes, once). Training stops"
          + " when the validation AUC no longer rises, keeps the best weights, calibrates them on the"
          + " validation part and prints the test metrics beside the floor.",
      "",
      "A run that was stopped goes on where it was when the command is given again: until its checkpoint"
          + " is there its state is kept beside it, in <model>-seed<seed>.unfinished. Of several seeds"
          + " those that are finished are kept."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank train --model din                   one DIN, seed 1",
      "  ctr-rank train --model msd --seeds 3         three MSDs, seeds 1 to 3",
      "  ctr-rank train --model din --data kdd:target/kdd --kdd-users 1",
      "  ctr-rank train --model msd --seed 7 --epochs 2 --out /tmp/try --force",
    })
final class TrainCommand implements Callable<Integer> {
  private final ClickModelTrainer trainer;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = {
        "msd          MSD: texts, top-k fusion, user level, and what this project adds",
        "msd-paper    MSD with the paper's parts alone, over the stock encoder, frozen; the paper's is",
        "             distilled and tuned (--encoder, --encoder-tuning)",
        "din          target attention over the history, no text",
        "din-frozen   din with projected frozen text vectors of items",
        "din-phrases  din with the multi-hot of items' knowledge phrases",
        "print        din and an incentive by how item and query fit, frozen text vectors",
        "deep-char-match           characters of query and item alone",
        "deep-char-match-features  the same beside din",
        "numbert      features as tokens among those of query and item, MiniLM's top layer trained",
        "bert4ctr     features as tokens that look at query and item, MiniLM's top layer trained",
        "sukd         din with a light text encoder, distilled from din with MiniLM's top layer",
        "deepfm       factorization machine and MLP, history mean-pooled, no text"
      })
  private String model = "";

  @ArgGroup(order = 0)
  private Seeds seeds = new Seeds();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder for checkpoints, <model>-seed<seed> in it. Default: checkpoints in the work folder")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace checkpoints that are there.")
  private boolean force;

  @Option(
      names = "--restart",
      description = "Start runs that were stopped from their beginning, not where they were.")
  private boolean restart;

  /** One seed, or the first so many. */
  static final class Seeds {
    @Option(names = "--seed", paramLabel = "S", description = "Seed of the run. Default: 1")
    private @Nullable Long seed;

    @Option(names = "--seeds", paramLabel = "N", description = "Train N runs with seeds 1 to N.")
    private @Nullable Integer count;

    List<Long> seeds() {
      if (count != null) {
        if (count < 1) {
          throw new WrongUsageException("--seeds is [" + count + "]; expected [1] or more");
        }
        return LongStream.rangeClosed(1, count).boxed().toList();
      }
      return List.of(seed == null ? 1L : seed);
    }
  }

  @ArgGroup(validate = false, heading = TrainingFlags.HEADING, order = 1)
  private TrainingFlags flags = new TrainingFlags();

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 2)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 3)
  private EncoderOptions encoder = new EncoderOptions();

  TrainCommand(ClickModelTrainer trainer, Terminal terminal) {
    this.trainer = trainer;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException {
    Architecture architecture = WrongUsageException.reading(() -> Architecture.parse(model));
    encoder.checkOne();
    TrainingOptions options =
        WrongUsageException.reading(
            () -> {
              TrainingOptions given =
                  encoder.apply(flags.apply(data.format().suited(trainer.defaults(architecture))));
              architecture.requireFits(given);
              flags.requireRead(architecture, given);
              return given;
            });
    if (architecture.hasEncoder() || architecture.readsQueries()) {
      data.requireTexts();
    }
    if (options.knowledge() != KnowledgeKind.NONE) {
      data.requireKnowledge();
    }
    RunFolders folders =
        new RunFolders(out == null ? data.checkpoints() : out, architecture, options, force);
    Map<Long, CheckpointFolder> finished = folders.finished(seeds.seeds());
    Dataset dataset = data.readToMeasure(terminal);
    WrongUsageException.reading(() -> architecture.schema(dataset.schema(), options));
    checkQueries(architecture, options, dataset);
    ScoredModels scores = new ScoredModels(trainer, dataset, data, encoder, terminal);
    TrainingData inputs = scores.data(architecture, options);
    ModelScores floor = scores.floor(dataset.test());
    List<double[]> runs = new ArrayList<>();
    for (long seed : seeds.seeds()) {
      CheckpointFolder known = finished.get(seed);
      if (known != null) {
        terminal.note("checkpoint [" + known.path() + "] is there");
        runs.add(scores.checkpointPCtr(known, dataset.test()));
      } else {
        runs.add(train(folders, inputs, options.toBuilder().seed(seed).build(), floor));
      }
    }
    ModelScores trained =
        ModelScores.of(VariantName.of(architecture, options), dataset.test(), runs);
    terminal.result(MetricsReport.metrics(List.of(floor, trained)).plain());
    terminal.result(MetricsReport.rows("test", dataset.test(), trained) + "\n");
    return 0;
  }

  /** Refuses to read queries that the data has not; says so where they are there and not read. */
  private void checkQueries(Architecture architecture, TrainingOptions options, Dataset dataset) {
    int texts = dataset.searchTexts().size();
    boolean reads = options.parts().contains(Part.QUERY);
    if (reads && texts == 0) {
      throw new WrongUsageException(
          "--with is [query] but data ["
              + data.name()
              + "] has no queries; expected impressions with a [query] (docs/training.md); leave the"
              + " part out");
    }
    if (!reads
        && texts > 0
        && !architecture.parts().isEmpty()
        && options.tuning() == EncoderTuning.FROZEN) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "%,d queries of the data are not read; [--with query] makes the model read them",
              texts));
    }
  }

  /** Trains one run, writes its checkpoint, and returns its pCTR of the test part. */
  private double[] train(
      RunFolders folders, TrainingData inputs, TrainingOptions options, ModelScores floor)
      throws IOException {
    Architecture architecture = folders.architecture();
    Dataset dataset = inputs.dataset();
    String name = VariantName.of(architecture, options) + " seed " + options.seed();
    Path folder = folders.of(options.seed());
    Path unfinished = CheckpointFolder.unfinished(folder);
    if (restart) {
      Files.deleteIfExists(unfinished);
    }
    SeedTraining training;
    try (TrainingProgress progress = new TrainingProgress(terminal, name)) {
      training = SeedTraining.of(trainer, architecture, inputs, options, unfinished, progress);
      progress.finish();
    }
    try (training) {
      Checkpoint checkpoint =
          new Checkpoint(
              architecture,
              options,
              inputs.digest(),
              training.calibration(),
              training.run().summary(),
              Map.of(
                  "validation",
                  metrics(dataset.validation(), training.validation()),
                  "test",
                  metrics(dataset.test(), training.test()),
                  "test_floor",
                  MetricNames.of(floor.metrics().getFirst())),
              createdBy(options));
      CheckpointFolder.write(folder, force, checkpoint, training.run().model());
      Files.deleteIfExists(unfinished);
      terminal.note("checkpoint [" + folder + "]");
      return training.test();
    }
  }

  private static Map<String, Double> metrics(ExampleSet rows, double[] pCtr) {
    return MetricNames.of(ModelScores.of("", rows, List.of(pCtr)).metrics().getFirst());
  }

  /** The command of this run alone: a run of several seeds is told as that of its own seed. */
  private String createdBy(TrainingOptions options) {
    return CommandText.of(
            spec, List.of("--seed", "--seeds", "--out", "--force", "--restart", "--work"))
        + " --seed "
        + options.seed();
  }
}
