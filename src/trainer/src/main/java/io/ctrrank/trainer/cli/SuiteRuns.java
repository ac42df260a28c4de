package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.progress.ProgressBar;
import io.ctrrank.trainer.report.ResidentMemory;
import io.ctrrank.trainer.report.RunCost;
import io.ctrrank.trainer.report.RunResult;
import io.ctrrank.trainer.report.RunStore;
import io.ctrrank.trainer.report.SuiteModel;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
  private final Terminal terminal;
  private final Map<Integer, ScoredModels> inputs = new TreeMap<>();

  SuiteRuns(
      ClickModelTrainer trainer,
      Dataset dataset,
      DataOptions data,
      EncoderOptions encoder,
      RunStore store,
      Terminal terminal) {
    this.trainer = trainer;
    this.dataset = dataset;
    this.data = data;
    this.encoder = encoder;
    this.store = store;
    this.terminal = terminal;
  }

  /** One run with what it reads. */
  private record Task(
      SuiteModel model, TrainingOptions options, TrainingData data, String command) {}

  /**
   * The runs of all models, in their order; what is missing is trained.
   *
   * @param models the models
   * @param jobs runs side by side
   */
  Map<SuiteModel, List<RunResult>> of(List<SuiteModel> models, int jobs)
      throws IOException, DataException {
    Map<Task, RunResult> done = new LinkedHashMap<>();
    List<Task> missing = new ArrayList<>();
    List<Task> tasks = tasks(models);
    for (Task task : tasks) {
      Optional<RunResult> found =
          store.find(task.model().name(), task.options(), task.data().digest());
      found.ifPresentOrElse(result -> done.put(task, result), () -> missing.add(task));
    }
    terminal.note(
        String.format(
            Locale.ROOT,
            "%,d runs of %,d models: %,d are there, %,d to train",
            tasks.size(),
            models.size(),
            done.size(),
            missing.size()));
    train(missing, jobs, done);
    Map<SuiteModel, List<RunResult>> byModel = new LinkedHashMap<>();
    for (Task task : tasks) {
      byModel.computeIfAbsent(task.model(), model -> new ArrayList<>()).add(done.get(task));
    }
    return byModel;
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
    return new Task(model, options, scored.data(model.architecture(), options), command);
  }

  private void train(List<Task> missing, int jobs, Map<Task, RunResult> done) throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    ProgressBar bar = terminal.bar("report");
    ExecutorService executor = Executors.newFixedThreadPool(jobs);
    try (executor) {
      ExecutorCompletionService<Map.Entry<Task, RunResult>> runs =
          new ExecutorCompletionService<>(executor);
      missing.forEach(task -> runs.submit(() -> Map.entry(task, run(task))));
      for (int finished = 1; finished <= missing.size(); finished++) {
        Map.Entry<Task, RunResult> run = next(runs, executor);
        store.put(run.getValue());
        done.put(run.getKey(), run.getValue());
        String detail =
            String.format(
                Locale.ROOT,
                "%,d of %,d runs  last [%s seed %d] %.0f s",
                finished,
                missing.size(),
                run.getValue().name(),
                run.getValue().seed(),
                run.getValue().cost().wallSeconds());
        double share = share(missing, done);
        if (finished == missing.size()) {
          bar.finish(1, detail);
        } else {
          bar.update(share, detail);
        }
      }
    }
  }

  /** The next run that is finished; when one failed, none is started any more. */
  private static <T> T next(ExecutorCompletionService<T> runs, ExecutorService executor)
      throws IOException {
    try {
      return runs.take().get();
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IOException("report was interrupted; give the command again to go on", e);
    } catch (ExecutionException e) {
      executor.shutdownNow();
      throw new IOException(
          "a run failed: " + e.getCause() + "; what is finished is kept", e.getCause());
    }
  }

  /** Share of the work done; a family's runs take about as long as those of it that are known. */
  private static double share(List<Task> missing, Map<Task, RunResult> done) {
    double overall = done.values().stream().mapToDouble(SuiteRuns::seconds).average().orElse(1);
    double finished = 0;
    double all = 0;
    for (Task task : missing) {
      RunResult result = done.get(task);
      double expected =
          result == null
              ? done.entrySet().stream()
                  .filter(e -> e.getKey().model().architecture() == task.model().architecture())
                  .mapToDouble(e -> seconds(e.getValue()))
                  .average()
                  .orElse(overall)
              : seconds(result);
      all += expected;
      finished += result == null ? 0 : expected;
    }
    return finished / all;
  }

  private static double seconds(RunResult result) {
    return result.cost().wallSeconds();
  }

  private RunResult run(Task task) {
    Memory memory = new Memory();
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    try (SeedTraining training =
        SeedTraining.of(
            trainer, task.model().architecture(), task.data(), task.options(), memory)) {
      TrainingSummary summary = training.run().summary();
      RunCost cost =
          new RunCost(
              (cpuNanos() - cpu) / 1e9,
              (System.nanoTime() - wall) / 1e9,
              summary.steps() * task.options().batchSize(),
              summary.parameters(),
              memory.first,
              memory.last);
      return new RunResult(
          task.model().name(),
          task.options(),
          task.data().digest(),
          task.command(),
          cost,
          summary.evaluations(),
          summary.best().epoch(),
          training.test());
    }
  }

  /** A run on one thread does all its work in the thread that called. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Looks at the memory of the process whenever training looks at the validation part. */
  private static final class Memory implements TrainingListener {
    private long first;
    private long last;

    @Override
    public void step(long step, long lastStep, double loss) {}

    @Override
    public void evaluated(TrainingSummary.Evaluation evaluation, boolean best) {
      last = ResidentMemory.bytes();
      first = first == 0 ? last : first;
    }
  }
}
