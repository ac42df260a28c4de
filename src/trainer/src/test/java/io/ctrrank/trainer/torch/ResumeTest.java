package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.ResumePoint;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.TrainingSummary;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are stopped and go on give what they would have given. */
final class ResumeTest {
  private static Dataset dataset;

  private TorchTrainer trainer = new TorchTrainer();

  @TempDir private Path folder;

  @BeforeAll
  static void makeData() {
    dataset = SyntheticData.dataset(5, 20);
  }

  /** Looks are counted over stages: sukd has four in each of its two. */
  @ParameterizedTest
  @CsvSource({
    "msd, 1, 0",
    "msd, 2, 3",
    "msd, 4, 0",
    "sukd, 2, 1",
    "sukd, 4, 0",
    "sukd, 4, 2",
    "sukd, 5, 0",
    "sukd, 7, 4",
    "din, 2, 2",
    "print, 2, 2",
  })
  void train_stoppedAndRepeated_givesTheSameBits(String model, int looks, int moreSteps)
      throws Exception {
    Architecture architecture = Architecture.parse(model);
    TrainingOptions options = options(architecture).build();
    Outcome whole = outcome(architecture, options, Optional.empty(), TrainingListener.SILENT);
    Path file = folder.resolve("new/msd.unfinished");

    assertThatThrownBy(
            () -> outcome(architecture, options, Optional.of(file), new Stop(looks, moreSteps)))
        .isInstanceOf(Stopped.class);
    Ear ear = new Ear();
    Outcome resumed = outcome(architecture, options, Optional.of(file), ear);

    assertThat(ear.notes).isEmpty();
    assertThat(ear.points.getFirst().last()).isEqualTo(whole.evaluations().get(looks - 1));
    assertThat(ear.evaluations)
        .isEqualTo(whole.evaluations().subList(looks, whole.evaluations().size()));
    assertThat(resumed.evaluations()).isEqualTo(whole.evaluations());
    assertThat(resumed.weights()).isEqualTo(whole.weights());
    assertThat(resumed.steps()).isEqualTo(whole.steps());
    assertThat(resumed.best()).isEqualTo(whole.best());
  }

  /** Vectors of texts follow the weights in the second stage; four looks in each. */
  @ParameterizedTest
  @CsvSource({"2, 1", "4, 0", "5, 3"})
  void train_tunedEncoderStoppedAndRepeated_givesTheSameBits(int looks, int moreSteps)
      throws Exception {
    Dataset rows = SyntheticData.dataset(5, 30);
    TrainingData data = SyntheticData.of(Architecture.MSD, rows).with(states(rows));
    TrainingOptions options =
        options(Architecture.MSD).tuning(EncoderTuning.TOP_LORA).tuningStages(2).build();
    Optional<Path> file = Optional.of(folder.resolve("msd.unfinished"));
    Outcome whole =
        outcome(Architecture.MSD, data, options, Optional.empty(), TrainingListener.SILENT);

    assertThatThrownBy(
            () -> outcome(Architecture.MSD, data, options, file, new Stop(looks, moreSteps)))
        .isInstanceOf(Stopped.class);

    assertThat(outcome(Architecture.MSD, data, options, file, new Ear())).isEqualTo(whole);
    assertThat(whole.evaluations()).hasSize(8);
  }

  /** The second stage is worse from its first look on: what is kept is from before the stop. */
  @Test
  void train_secondStageWorseAndStopped_keepsTheBestOfTheFirst() throws Exception {
    Dataset rows = SyntheticData.dataset(5, 30);
    TrainingData data = SyntheticData.of(Architecture.MSD, rows).with(states(rows));
    TrainingOptions options =
        options(Architecture.MSD)
            .tuning(EncoderTuning.TOP_LORA)
            .tuningStages(2)
            .loraLearningRate(100)
            .build();
    Optional<Path> file = Optional.of(folder.resolve("msd.unfinished"));
    Outcome whole =
        outcome(Architecture.MSD, data, options, Optional.empty(), TrainingListener.SILENT);

    assertThatThrownBy(() -> outcome(Architecture.MSD, data, options, file, new Stop(5, 1)))
        .isInstanceOf(Stopped.class);

    assertThat(outcome(Architecture.MSD, data, options, file, new Ear())).isEqualTo(whole);
    assertThat(whole.evaluations().indexOf(whole.best())).isLessThan(4);
  }

  private static EncoderStates states(Dataset rows) {
    int width = SyntheticData.WIDTH;
    Random random = new Random(9);
    List<short[]> items =
        Stream.generate(() -> Fp16.encode(SyntheticLayer.gaussian(random, 2 * width, 1)))
            .limit(rows.catalogue().size())
            .toList();
    List<short[]> profiles =
        Stream.generate(() -> Fp16.encode(SyntheticLayer.gaussian(random, 3 * width, 1)))
            .limit(rows.profileTexts().size())
            .toList();
    return new EncoderStates(items, profiles, List.of(SyntheticLayer.of(width, 2 * width, 4, 8)));
  }

  @Test
  void train_stoppedTwice_givesTheSameBits() throws Exception {
    TrainingOptions options = options(Architecture.MSD).build();
    Outcome whole = outcome(Architecture.MSD, options, Optional.empty(), TrainingListener.SILENT);
    Optional<Path> file = Optional.of(folder.resolve("msd.unfinished"));

    assertThatThrownBy(() -> outcome(Architecture.MSD, options, file, new Stop(1, 2)))
        .isInstanceOf(Stopped.class);
    assertThatThrownBy(() -> outcome(Architecture.MSD, options, file, new Stop(2, 1)))
        .isInstanceOf(Stopped.class);

    assertThat(outcome(Architecture.MSD, options, file, new Ear())).isEqualTo(whole);
  }

  @Test
  void train_finishedButNotKept_trainsNoMore() throws Exception {
    TrainingOptions options = options(Architecture.DIN).build();
    Optional<Path> file = Optional.of(folder.resolve("din.unfinished"));
    Outcome whole = outcome(Architecture.DIN, options, file, TrainingListener.SILENT);
    Ear ear = new Ear();

    assertThat(outcome(Architecture.DIN, options, file, ear)).isEqualTo(whole);
    assertThat(ear.steps).isZero();
  }

  @Test
  void train_stopped_countsTheTimeBefore() throws Exception {
    TrainingOptions options = options(Architecture.DIN).build();
    Optional<Path> file = Optional.of(folder.resolve("din.unfinished"));
    assertThatThrownBy(() -> outcome(Architecture.DIN, options, file, new Stop(3, 0)))
        .isInstanceOf(Stopped.class);
    Ear ear = new Ear();

    TrainingRun run =
        trainer.train(
            Architecture.DIN, SyntheticData.of(Architecture.DIN, dataset), options, file, ear);
    run.model().close();

    ResumePoint point = ear.points.getFirst();
    assertThat(point.wallSeconds()).isPositive();
    assertThat(point.cpuSeconds()).isPositive();
    assertThat(run.summary().seconds()).isGreaterThan(point.wallSeconds());
    assertThat(point.bestAuc()).isBetween(0.5, 1.0);
    assertThat((double) point.step() / point.lastStep()).isEqualTo(0.75);
  }

  @ParameterizedTest
  @ValueSource(strings = {"options", "data", "model", "code"})
  void train_stateOfAnotherRun_startsAfreshAndSaysSo(String other) throws Exception {
    TrainingOptions options = options(Architecture.DIN).build();
    Path file = folder.resolve("din.unfinished");
    assertThatThrownBy(() -> outcome(Architecture.DIN, options, Optional.of(file), new Stop(2, 0)))
        .isInstanceOf(Stopped.class);
    trainer = other.equals("code") ? new TorchTrainer("0123456789ab") : trainer;
    Architecture architecture = other.equals("model") ? Architecture.DEEPFM : Architecture.DIN;
    TrainingOptions changed =
        other.equals("options")
            ? options.toBuilder().dropout(0.2).build()
            : options(architecture).build();
    Dataset rows = other.equals("data") ? SyntheticData.dataset(6, 20) : dataset;
    Ear ear = new Ear();

    Outcome fresh = outcome(architecture, rows, changed, Optional.of(file), ear);

    assertThat(ear.notes)
        .containsExactly(
            "unfinished run ["
                + file
                + "] is of other options, data or code; training starts afresh");
    assertThat(ear.points).isEmpty();
    assertThat(fresh)
        .isEqualTo(outcome(architecture, rows, changed, Optional.empty(), TrainingListener.SILENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "flipped!is damaged: its checksum differs",
        "cut!is damaged: its checksum differs",
        "empty!is cut short",
        "text!is not one of this release",
      })
  void train_damagedState_startsAfreshAndSaysSo(String damage, String message) throws Exception {
    TrainingOptions options = options(Architecture.DIN).build();
    Path file = folder.resolve("din.unfinished");
    assertThatThrownBy(() -> outcome(Architecture.DIN, options, Optional.of(file), new Stop(2, 0)))
        .isInstanceOf(Stopped.class);
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case "flipped" -> bytes[bytes.length / 2] ^= 1;
      case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
      case "empty" -> bytes = new byte[0];
      default -> bytes = "no state, but a text of some length".getBytes(StandardCharsets.UTF_8);
    }
    Files.write(file, bytes);
    Ear ear = new Ear();

    Outcome fresh = outcome(Architecture.DIN, options, Optional.of(file), ear);

    assertThat(ear.notes)
        .containsExactly("unfinished run [" + file + "] " + message + "; training starts afresh");
    assertThat(fresh)
        .isEqualTo(outcome(Architecture.DIN, options, Optional.empty(), TrainingListener.SILENT));
  }

  @Test
  void train_stateCannotBeWritten_goesOnAndSaysSoOnce() throws Exception {
    TrainingOptions options = options(Architecture.DIN).build();
    Path file = Files.writeString(folder.resolve("file"), "no folder").resolve("din.unfinished");
    Ear ear = new Ear();

    Outcome outcome = outcome(Architecture.DIN, options, Optional.of(file), ear);

    assertThat(ear.notes)
        .singleElement()
        .asString()
        .startsWith("unfinished run [" + file + "] cannot be written: ")
        .endsWith("; training goes on, but not from here if it is stopped");
    assertThat(outcome.evaluations()).hasSize(4);
  }

  /** What a run gave; {@code equals} compares bits. */
  private record Outcome(
      List<Byte> weights, List<Evaluation> evaluations, Evaluation best, long steps) {}

  private Outcome outcome(
      Architecture architecture,
      TrainingOptions options,
      Optional<Path> file,
      TrainingListener listener)
      throws Exception {
    return outcome(architecture, dataset, options, file, listener);
  }

  private Outcome outcome(
      Architecture architecture,
      Dataset rows,
      TrainingOptions options,
      Optional<Path> file,
      TrainingListener listener)
      throws Exception {
    return outcome(architecture, SyntheticData.of(architecture, rows), options, file, listener);
  }

  private Outcome outcome(
      Architecture architecture,
      TrainingData data,
      TrainingOptions options,
      Optional<Path> file,
      TrainingListener listener)
      throws Exception {
    TrainingRun run = trainer.train(architecture, data, options, file, listener);
    try (TrainedModel model = run.model()) {
      Path weights = folder.resolve("weights.bin");
      model.saveWeights(weights);
      List<Byte> bytes = new ArrayList<>();
      for (byte b : Files.readAllBytes(weights)) {
        bytes.add(b);
      }
      TrainingSummary summary = run.summary();
      return new Outcome(bytes, summary.evaluations(), summary.best(), summary.steps());
    }
  }

  /** Drop-out everywhere, decay, two looks in each of two epochs. */
  private TrainingOptions.Builder options(Architecture architecture) {
    return trainer.defaults(architecture).toBuilder()
        .batchSize(64)
        .learningRate(5e-3)
        .encoderLearningRate(1e-3)
        .embeddingWeightDecay(1)
        .dropout(0.4)
        .maxEpochs(2)
        .patience(20);
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Stops training so many steps after so many looks. */
  private static final class Stop implements TrainingListener {
    private int looks;
    private int steps;

    Stop(int looks, int steps) {
      this.looks = looks;
      this.steps = steps;
    }

    @Override
    public void step(long step, long lastStep, double loss) {
      if (looks == 0 && --steps == 0) {
        throw new Stopped();
      }
    }

    @Override
    public void evaluated(Evaluation evaluation, boolean best) {
      if (--looks == 0 && steps == 0) {
        throw new Stopped();
      }
    }
  }

  /** Remembers what it hears. */
  private static final class Ear implements TrainingListener {
    private final List<String> notes = new ArrayList<>();
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final List<ResumePoint> points = new ArrayList<>();
    private int steps;

    @Override
    public void step(long step, long lastStep, double loss) {
      steps++;
    }

    @Override
    public void evaluated(Evaluation evaluation, boolean best) {
      evaluations.add(evaluation);
    }

    @Override
    public void resumed(ResumePoint point) {
      points.add(point);
    }

    @Override
    public void noted(String message) {
      notes.add(message);
    }
  }
}
