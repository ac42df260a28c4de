package io.ctrrank.trainer.training;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.LayerTuning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A trainer whose model knows one thing: users with an even id like even items. Its only weight is
 * how sure it is, which is the seed.
 */
public final class FakeTrainer implements ClickModelTrainer {
  /** Models given out and not closed. */
  public final AtomicInteger open = new AtomicInteger();

  /** Runs that were started. */
  public final AtomicInteger trained = new AtomicInteger();

  /** Runs that went on where they were stopped. */
  public final AtomicInteger resumed = new AtomicInteger();

  /** Rows a step in the defaults of all families. */
  public int batchSize = TrainingOptions.small().batchSize();

  /** The first run that fails, counted from 1, and all after it. */
  public int failFrom = Integer.MAX_VALUE;

  @Override
  public TrainingOptions defaults(Architecture architecture) {
    return TrainingOptions.small().toBuilder()
        .parts(architecture.parts())
        .knowledge(architecture.knowledge())
        .batchSize(batchSize)
        .build();
  }

  @Override
  public TrainingRun train(
      Architecture architecture,
      TrainingData data,
      TrainingOptions options,
      Optional<Path> unfinished,
      TrainingListener listener) {
    TrainingSummary.Evaluation evaluation = new TrainingSummary.Evaluation(0.5, 0.7, 0.75, 0.6);
    if (unfinished.isPresent() && Files.exists(unfinished.get())) {
      resumed.incrementAndGet();
      listener.resumed(new ResumePoint(1, 2, 100, 99, evaluation, 0.75));
    } else {
      listener.step(1, 2, 0.7);
      unfinished.ifPresent(FakeTrainer::keep);
      listener.evaluated(evaluation, true);
    }
    if (trained.incrementAndGet() >= failFrom) {
      throw new IllegalStateException("no more runs");
    }
    listener.step(2, 2, 0.6);
    open.incrementAndGet();
    return new TrainingRun(
        new FakeModel(architecture, options.seed()),
        new TrainingSummary(1, 2, 0.25, evaluation, List.of(evaluation)));
  }

  private static void keep(Path unfinished) {
    try {
      Files.createDirectories(unfinished.getParent());
      Files.writeString(unfinished, "half of it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public TrainedModel load(
      Path weights, Architecture architecture, TrainingData data, TrainingOptions options)
      throws IOException {
    open.incrementAndGet();
    return new FakeModel(architecture, Long.parseLong(Files.readString(weights)));
  }

  private final class FakeModel implements TrainedModel {
    private final Architecture architecture;
    private final long weight;

    FakeModel(Architecture architecture, long weight) {
      this.architecture = architecture;
      this.weight = weight;
    }

    @Override
    public Architecture architecture() {
      return architecture;
    }

    @Override
    public Optional<EmbeddingShape> embedding() {
      return Optional.empty();
    }

    @Override
    public float[] logits(ExampleSet rows) {
      float[] logits = new float[rows.size()];
      for (int row = 0; row < logits.length; row++) {
        boolean evenUser = Integer.parseInt(rows.impression(row).user()) % 2 == 0;
        boolean evenItem = Integer.parseInt(rows.impression(row).item()) % 2 == 0;
        logits[row] = evenUser == evenItem ? weight : -weight;
      }
      return logits;
    }

    @Override
    public List<short[]> itemVectors() {
      return List.of();
    }

    @Override
    public List<short[]> profileVectors() {
      return List.of();
    }

    @Override
    public List<short[]> searchVectors() {
      return List.of();
    }

    @Override
    public List<Map<LayerTuning.Matrix, LowRank>> encoderAdditions() {
      return List.of();
    }

    @Override
    public void saveWeights(Path file) throws IOException {
      Files.writeString(file, String.valueOf(weight));
    }

    @Override
    public void exportGraphs(Path directory) throws IOException {
      Files.writeString(directory.resolve("ctr.onnx"), "not a graph");
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }
}
