package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.report.ResidentMemory;
import io.ctrrank.trainer.report.RunCost;
import io.ctrrank.trainer.report.RunResult;
import io.ctrrank.trainer.report.RunStore;
import io.ctrrank.trainer.report.SuiteModel;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.ResumePoint;
import io.ctrrank.trainer.training.TrainerVersion;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Trains the runs of a suite that are not there yet, some side by side, each on one thread, and
 * keeps each as soon as it is finished.
 */
final class SuiteRuns {
  private final ClickModelTrainer trainer;
  private final Dataset dataset;
  private final DataOptions data;
  private final EncoderOptions encoder;
  private final RunStore store;
  private final CommandClock clock;
  private final boolean restart;
  private final Terminal terminal;
  private final String trainerVersion = TrainerVersion.ofThisCode();
  private final Map<Integer, ScoredModels> inputs = new TreeMap<>();

  /**
   * @param store where finished runs are
   * @param clock is told of each run that is trained
   * @param restart whether runs that were stopped start from their beginning
   */
  SuiteRuns(
      ClickModelTrainer trainer,
      Dataset dataset,
      DataOptions data,
      EncoderOptions encoder,
      RunStore store,
      CommandClock clock,
      boolean restart,
      Terminal terminal) {
    this.trainer = trainer;
    this.dataset = dataset;
    this.data = data;
    this.encoder = encoder;
    this.store = store;
    this.clock = clock;
    this.restart = restart;
    this.terminal = terminal;
  }

  /** One run with what it reads. */
  private record Task(
      SuiteModel model, TrainingOptions options, TrainingData data, String command) {
    String name() {
      return model.name() + " seed " + options.seed();
    }
  }

  /**
   * The runs of all models, in their order; what is missing is trained.
   *
   * @param models the models
   * @param jobs runs side by side
   */
  Map<SuiteModel, List<RunResult>> of(List<SuiteModel> models, int jobs)
      throws IOException, DataException {
    try (Workers workers = new Workers(jobs)) {
      return of("report", models, workers);
    }
  }

  /**
   * The same among other work.
   *
   * @param label what the runs are for
   */
  Map<SuiteModel, List<RunResult>> of(String label, List<SuiteModel> models, Workers workers)
      throws IOException, DataException {
    List<Task> tasks = workers.await(workers.submit(() -> tasks(models)));
    Map<Task, RunResult> done = new LinkedHashMap<>();
    List<Task> missing = new ArrayList<>();
    for (Task task : tasks) {
      Optional<RunResult> found =
          store.find(task.model().name(), task.options(), task.data().digest());
      found.ifPresentOrElse(result -> done.put(task, result), () -> missing.add(task));
    }
    terminal.note(
        String.format(
            Locale.ROOT,
            "%s: %,d runs of %,d models: %,d are there, %,d to train",
            label,
            tasks.size(),
            models.size(),
            done.size(),
            missing.size()));
    done.forEach(this::tellOtherTrainer);
    train(label, missing, workers, done);
    Map<SuiteModel, List<RunResult>> byModel = new LinkedHashMap<>();
    for (Task task : tasks) {
      byModel.computeIfAbsent(task.model(), model -> new ArrayList<>()).add(done.get(task));
    }
    return byModel;
  }

  /** What was kept by other code counts, but not in silence. */
  private void tellOtherTrainer(Task task, RunResult run) {
    if (!trainerVersion.equals(run.trainer())) {
      terminal.note(
          "run ["
              + task.name()
              + "] is kept of "
              + (run.trainer() == null
                  ? "a trainer not known"
                  : "another trainer [" + run.trainer() + "]")
              + "; this is ["
              + trainerVersion
              + "]; to train it again remove ["
              + store.file(run.name(), run.seed())
              + "]");
    }
  }

  /** First seeds of all models first, so that an unfinished report has something of everything. */
  private List<Task> tasks(List<SuiteModel> models) throws IOException, DataException {
    int most = models.stream().mapToInt(SuiteModel::seeds).max().orElse(0);
    List<Task> tasks = new ArrayList<>();
    for (long seed = 1; seed <= most; seed++) {
      for (SuiteModel model : models) {
        if (seed <= model.seeds()) {
          tasks.add(task(model, seed));
        }
      }
    }
    return tasks;
  }

  private Task task(SuiteModel model, long seed) throws IOException, DataException {
    ScoredModels scored =
        inputs.computeIfAbsent(
            model.historyLength(),
            length ->
                new ScoredModels(trainer, dataset.withHistory(length), data, encoder, terminal));
    TrainingOptions options = model.options(seed);
    String command =
        "train "
            + TrainingFlags.words(
                model.architecture(), trainer.defaults(model.architecture()), options)
            + data.words(model.historyLength())
            + encoder.words(options);
    TrainingData read = scored.data(model.architecture(), options);
    // A suite takes hours: what could not be trained is told before the first run is.
    read.requireFor(model.architecture(), options);
    return new Task(model, options, read, command);
  }

  private void train(String label, List<Task> missing, Workers workers, Map<Task, RunResult> done)
      throws IOException, DataException {
    try (SuiteProgress progress = new SuiteProgress(terminal, label, workers.jobs())) {
      done.forEach((task, run) -> progress.known(task.model().architecture(), seconds(run)));
      // All are named to the bar before the first is started: it shows the share of all.
      List<Callable<RunResult>> runs = new ArrayList<>();
      for (Task task : missing) {
        SuiteProgress.Run bar = progress.run(task.model().architecture(), task.name());
        runs.add(() -> kept(task, bar));
      }
      List<RunResult> results = workers.await(runs.stream().map(workers::submit).toList());
      for (int i = 0; i < missing.size(); i++) {
        done.put(missing.get(i), results.get(i));
      }
    }
  }

  private RunResult kept(Task task, SuiteProgress.Run bar) throws IOException {
    RunResult result;
    try {
      result = run(task, bar);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      throw new IOException("a run failed: " + e + "; what is finished is kept", e);
    }
    store.put(result);
    clock.trained(result);
    bar.finish(seconds(result));
    return result;
  }

  private static double seconds(RunResult result) {
    return result.cost().wallSeconds();
  }

  private RunResult run(Task task, TrainingListener bar) throws IOException {
    Watch watch = new Watch(bar);
    Path unfinished = store.unfinished(task.model().name(), task.options().seed());
    if (restart) {
      Files.deleteIfExists(unfinished);
    }
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    try (SeedTraining training =
        SeedTraining.of(
            trainer, task.model().architecture(), task.data(), task.options(), unfinished, watch)) {
      TrainingSummary summary = training.run().summary();
      RunCost cost =
          new RunCost(
              watch.cpuSecondsBefore + (cpuNanos() - cpu) / 1e9,
              watch.wallSecondsBefore + (System.nanoTime() - wall) / 1e9,
              summary.steps() * task.options().batchSize(),
              summary.parameters(),
              watch.firstMemory,
              watch.lastMemory);
      return new RunResult(
          task.model().name(),
          task.options(),
          task.data().digest(),
          task.command(),
          cost,
          summary.evaluations(),
          summary.best().epoch(),
          training.test(),
          training.testAtOnce(),
          trainerVersion);
    }
  }

  /** A run on one thread does all its work in the thread that called. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /**
   * Looks at the memory of the process whenever training looks at the validation part, and at the
   * time that the run took before it was stopped.
   */
  private static final class Watch implements TrainingListener {
    private final TrainingListener bar;
    private long firstMemory;
    private long lastMemory;
    private double wallSecondsBefore;
    private double cpuSecondsBefore;

    Watch(TrainingListener bar) {
      this.bar = bar;
    }

    @Override
    public void step(long step, long lastStep, double loss) {
      bar.step(step, lastStep, loss);
    }

    @Override
    public void evaluated(TrainingSummary.Evaluation evaluation, boolean best) {
      bar.evaluated(evaluation, best);
      look();
    }

    @Override
    public void resumed(ResumePoint point) {
      bar.resumed(point);
      wallSecondsBefore = point.wallSeconds();
      cpuSecondsBefore = point.cpuSeconds();
      look();
    }

    @Override
    public void noted(String message) {
      bar.noted(message);
    }

    private void look() {
      lastMemory = ResidentMemory.bytes();
      firstMemory = firstMemory == 0 ? lastMemory : firstMemory;
    }
  }
}
