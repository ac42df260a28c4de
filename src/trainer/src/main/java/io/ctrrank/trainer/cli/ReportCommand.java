package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.distillation.StudentTrainer;
import io.ctrrank.trainer.report.EncodersReport;
import io.ctrrank.trainer.report.Report;
import io.ctrrank.trainer.report.ReportOrigin;
import io.ctrrank.trainer.report.RunResult;
import io.ctrrank.trainer.report.RunStore;
import io.ctrrank.trainer.report.Suite;
import io.ctrrank.trainer.report.SuiteModel;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainerVersion;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ctr-rank report}. */
@Command(
    name = "report",
    description = {
      "Train all models under one protocol and write the report on them.",
      "",
      "Every finished run is kept in the work folder, and the state of those that are not: the command"
          + " goes on where it was stopped, and trains only what is missing or was trained with other"
          + " data or options."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank report                              all models, hours; goes on when repeated",
      "  ctr-rank report --suite small --seeds 3 --out target/main-report",
      "                                               deepfm, din, din-frozen, msd-paper, msd",
      "  ctr-rank report --suite encoders --seeds 3   students; models/report/encoders",
    })
final class ReportCommand implements Callable<Integer> {
  private static final String ENCODERS = "encoders";
  private static final List<String> NOT_TOLD = List.of("--work", "--jobs", "--restart", "--force");
  private static final List<String> SUITES = List.of("full", "models", "small", ENCODERS);

  private final ClickModelTrainer trainer;
  private final StudentTrainer students;
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "full",
      description = {
        "full   all models, ablations, candidates, knowledge, longer histories",
        "models all models, and nothing else",
        "small  the main models alone: deepfm, din, din-frozen, msd-paper, msd; needs no knowledge",
        "       of items",
        "encoders  students of the teacher's knowledge, msd over each of them; F1 and AUC",
        "Default: ${DEFAULT-VALUE}"
      })
  private String suite = "";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of each main model (those of small). Default: ${DEFAULT-VALUE}")
  private int seeds = 1;

  @Option(
      names = "--fewer-seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs at most of the other models. Default: ${DEFAULT-VALUE}")
  private int fewer = 1;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs side by side, one core each. Default: all cores")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Resamples of the user bootstrap. Default: ${DEFAULT-VALUE}")
  private int draws = 1;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = {
        "The report's folder. The files of one that the same command wrote are replaced, folders in it",
        "stay; for one of another command give --force.",
        "Default: models/report, with --data models/report/<name of the data>, with --suite encoders",
        "the folder encoders in it"
      })
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace a report that another command wrote.")
  private boolean force;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Train these models of the suite alone, and write no report: to share out the work. Names as",
        "in the files of runs, without the seed, such as msd-with-cross-history-50."
      })
  private List<String> only = List.of();

  @Option(
      names = "--restart",
      description =
          "Start runs that were stopped from their beginning, not where they were. Finished runs stay.")
  private boolean restart;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description = "With --suite encoders, labelled pairs of phrases; as in [ctr-rank distill].")
  private @Nullable Path pairs;

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 1)
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = EncoderOptions.HEADING, order = 2)
  private EncoderOptions encoder = new EncoderOptions();

  ReportCommand(ClickModelTrainer trainer, StudentTrainer students, Terminal terminal) {
    this.trainer = trainer;
    this.students = students;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException, CommandException {
    long started = System.nanoTime();
    check();
    encoder.checkOne();
    data.requireUsualHistory();
    data.requireTexts();
    if (only.isEmpty() && !force) {
      place().requireFreeFor(command());
    }
    if (suite.equals(ENCODERS)) {
      return encoders(started);
    }
    if (!suite.equals("small")) {
      data.requireKnowledge();
    }
    Dataset dataset = data.readToMeasure(terminal);
    Suite models = suite(dataset);
    requireKnown(models);
    RunStore store = new RunStore(data.work().resolve("report").resolve(data.name()));
    try (CommandClock clock = clock(store.folder(), dataset, started)) {
      SuiteRuns runs =
          new SuiteRuns(trainer, dataset, data, encoder, store, clock, restart, terminal);
      if (!only.isEmpty()) {
        int trained = runs.of(chosen(models), jobs).values().stream().mapToInt(List::size).sum();
        terminal.result(trained + " runs in [" + store.folder() + "]\n");
        return 0;
      }
      Map<SuiteModel, List<RunResult>> results = runs.of(models.models(), jobs);
      ScoredModels scores = new ScoredModels(trainer, dataset, data, encoder, terminal);
      new Report(
              models,
              dataset,
              results,
              scores.floor(dataset.test()),
              draws,
              origin(clock),
              DataStatistics.of(data, encoder, dataset))
          .write(place().folder());
    }
    terminal.result("report [" + place().text() + "]\n");
    return 0;
  }

  /** The folder that was named, or the data set's, in which students have one of their own. */
  private ReportFolder place() {
    if (out != null) {
      return new ReportFolder(out);
    }
    Path usual = data.report();
    return new ReportFolder(suite.equals(ENCODERS) ? usual.resolve(ENCODERS) : usual);
  }

  /** Whoever repeats the command replaces the same report: where it is belongs to it. */
  private String command() {
    return CommandText.of(spec, NOT_TOLD);
  }

  private ReportOrigin origin(CommandClock clock) throws IOException {
    return new ReportOrigin(command(), Version.words(), TrainerVersion.ofThisCode(), clock::time);
  }

  private CommandClock clock(Path folder, Dataset dataset, long started) throws IOException {
    List<String> left = new ArrayList<>(NOT_TOLD);
    left.add("--out");
    String command = CommandText.of(spec, left);
    return new CommandClock(
        folder, command + " " + dataset.digest(), jobs, System::nanoTime, started);
  }

  /** Students have files of their own, so this part needs no more than they say. */
  private int encoders(long started) throws DataException, IOException {
    data.requireKnowledge();
    if (!only.isEmpty()) {
      throw new WrongUsageException(
          "--models is given with --suite encoders, which is trained as a whole; leave it out");
    }
    if (encoder.name() != null) {
      throw new WrongUsageException(
          "--encoder is given with --suite encoders, which makes its encoders itself; expected none");
    }
    Dataset dataset = data.readToMeasure(terminal);
    Terminal lines = jobs == 1 ? terminal : terminal.withLines();
    Path place = data.work().resolve("encoders").resolve(data.name());
    List<String> common = new ArrayList<>(data.arguments());
    common.addAll(encoder.words());
    if (restart) {
      common.add("--restart");
    }
    if (pairs != null) {
      common.addAll(List.of("--pairs", pairs.toString()));
    }
    try (CommandClock clock = clock(place, dataset, started)) {
      EncodersSuite.Outcome outcome =
          new EncodersSuite(
                  trainer,
                  dataset,
                  data,
                  encoder,
                  new StudentRuns(students, place, dataset.digest(), common, lines),
                  place,
                  new EncodersSuite.Runs(seeds, fewer, jobs, restart, clock),
                  lines)
              .run();
      new EncodersReport(dataset, outcome.rows(), outcome.commands(), draws, origin(clock))
          .write(place().folder());
    }
    terminal.result("report [" + place().text() + "]\n");
    return 0;
  }

  private TrainingOptions defaults(Architecture family) {
    TrainingOptions defaults = data.format().suited(trainer.defaults(family));
    return family.readsThroughEncoder() ? encoder.apply(defaults) : defaults;
  }

  private Suite suite(Dataset dataset) {
    return switch (suite) {
      case "full" -> Suite.full(this::defaults, seeds, fewer, !dataset.searchTexts().isEmpty());
      case "models" -> Suite.models(this::defaults, seeds, fewer);
      default -> Suite.small(this::defaults, seeds);
    };
  }

  private List<SuiteModel> chosen(Suite models) {
    return models.models().stream().filter(model -> only.contains(model.name())).toList();
  }

  private void requireKnown(Suite models) {
    List<String> names = models.models().stream().map(SuiteModel::name).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new WrongUsageException("--models has [" + name + "]; expected some of " + names);
      }
    }
  }

  private void check() {
    if (!SUITES.contains(suite)) {
      throw new WrongUsageException("--suite is [" + suite + "]; expected one of " + SUITES);
    }
    requireAtLeastOne("--seeds", seeds);
    requireAtLeastOne("--fewer-seeds", fewer);
    requireAtLeastOne("--jobs", jobs);
    requireAtLeastOne("--draws", draws);
  }

  private static void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw new WrongUsageException(option + " is [" + value + "]; expected [1] or more");
    }
  }
}
