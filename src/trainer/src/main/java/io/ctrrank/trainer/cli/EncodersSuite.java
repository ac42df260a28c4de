package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.report.EncoderRow;
import io.ctrrank.trainer.report.EncoderRow.Group;
import io.ctrrank.trainer.report.RunResult;
import io.ctrrank.trainer.report.RunStore;
import io.ctrrank.trainer.report.SaidPhrases;
import io.ctrrank.trainer.report.Suite;
import io.ctrrank.trainer.report.SuiteModel;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * The experiments on encoders and knowledge: students of more and less knowledge, with and without
 * augmentation, a placebo; the click model over each; tuned by clicks and not; and phrases of
 * teacher, student and placebo as its second input. Which there are is fixed before any is made.
 */
final class EncodersSuite {
  private static final String DISTILLED = "distilled";
  private static final String RUNS = "runs";
  private static final Wanted PLACEBO = new Wanted("distilled-placebo", List.of("--placebo"));
  private static final List<Wanted> OTHERS =
      List.of(
          PLACEBO,
          new Wanted("distilled-50", List.of("--share", "0.5")),
          new Wanted("distilled-25", List.of("--share", "0.25")),
          new Wanted("distilled-plain", List.of("--no-augmentation")));

  private final ClickModelTrainer trainer;
  private final Dataset dataset;
  private final DataOptions data;
  private final EncoderOptions encoder;
  private final StudentRuns students;
  private final Path store;
  private final Runs runs;
  private final Terminal terminal;

  /**
   * How runs are made.
   *
   * @param seeds of each frozen model and of those that read phrases
   * @param fewer at most of those that tune an encoder
   * @param jobs side by side
   * @param restart whether runs that were stopped start from their beginning
   * @param clock is told of each run that is trained
   */
  record Runs(int seeds, int fewer, int jobs, boolean restart, CommandClock clock) {}

  /**
   * @param students makes students
   * @param store folder of finished runs
   */
  EncodersSuite(
      ClickModelTrainer trainer,
      Dataset dataset,
      DataOptions data,
      EncoderOptions encoder,
      StudentRuns students,
      Path store,
      Runs runs,
      Terminal terminal) {
    this.trainer = trainer;
    this.dataset = dataset;
    this.data = data;
    this.encoder = encoder;
    this.students = students;
    this.store = store;
    this.runs = runs;
    this.terminal = terminal;
  }

  /**
   * What came out.
   *
   * @param rows the lines of the report
   * @param commands the commands of the students
   */
  record Outcome(List<EncoderRow> rows, List<String> commands) {}

  /** A student and the words of the command that make it another one than the default. */
  private record Wanted(String name, List<String> words) {}

  /** A student beside the default one, and the click models over it. */
  private record Other(
      Wanted wanted, Future<StudentRuns.Made> student, Future<List<RunResult>> runs) {}

  /** Makes what is missing: students and runs side by side, each as soon as it can be made. */
  Outcome run() throws IOException, DataException {
    // Before several look for it at a time.
    encoder.only(data);
    try (Workers workers = new Workers(runs.jobs())) {
      return new Making(workers).all();
    }
  }

  /** What is being made. Students are handed in first: most other work waits for them. */
  private final class Making {
    private final Workers workers;

    Making(Workers workers) {
      this.workers = workers;
    }

    Outcome all() throws IOException, DataException {
      Future<StudentRuns.Made> distilled = student(new Wanted(DISTILLED, List.of()));
      List<Other> others = OTHERS.stream().map(this::other).toList();
      Future<List<RunResult>> tuned =
          through(
              DISTILLED + ", LoRA",
              distilled,
              options -> options.tuning(EncoderTuning.TOP_LORA),
              Math.min(runs.seeds(), runs.fewer()));
      Future<List<RunResult>> stock = stock("stock encoder", KnowledgeKind.NONE);
      Future<List<RunResult>> frozen = through(DISTILLED, distilled);
      Future<List<RunResult>> shuffled = stock("placebo phrases", KnowledgeKind.PLACEBO);
      Future<List<RunResult>> teacher = stock("teacher's phrases", KnowledgeKind.IMPLICIT);
      Future<List<RunResult>> phrases = studentPhrases(distilled);

      List<String> commands = new ArrayList<>(List.of(workers.await(distilled).command()));
      Optional<SaidPhrases> said = Optional.of(workers.await(distilled).said());
      List<EncoderRow> rows = new ArrayList<>();
      rows.add(row(Group.FROZEN, "stock encoder", Optional.empty(), stock));
      rows.add(row(Group.FROZEN, DISTILLED, said, frozen));
      for (Other other : others) {
        StudentRuns.Made made = workers.await(other.student());
        commands.add(made.command());
        boolean placebo = other.wanted().equals(PLACEBO);
        SaidPhrases own = placebo ? made.said().ofOtherPhrases() : made.said();
        rows.add(row(Group.FROZEN, other.wanted().name(), Optional.of(own), other.runs()));
      }
      rows.add(row(Group.TUNED, "distilled, LoRA with the clicks", said, tuned));
      rows.add(row(Group.TUNED, "distilled, without LoRA", said, frozen));
      rows.add(row(Group.TUNED, "stock encoder, without LoRA", Optional.empty(), stock));
      rows.add(row(Group.INPUT, "no phrases", Optional.empty(), stock));
      rows.add(row(Group.INPUT, EncoderRow.PLACEBO_PHRASES, Optional.empty(), shuffled));
      rows.add(row(Group.INPUT, EncoderRow.TEACHER_PHRASES, Optional.empty(), teacher));
      rows.add(row(Group.INPUT, EncoderRow.STUDENT_PHRASES, said, phrases));
      return new Outcome(rows, commands);
    }

    private EncoderRow row(
        Group group, String label, Optional<SaidPhrases> said, Future<List<RunResult>> results)
        throws IOException, DataException {
      return new EncoderRow(group, label, said, workers.await(results));
    }

    private Other other(Wanted wanted) {
      Future<StudentRuns.Made> student = student(wanted);
      return new Other(wanted, student, through(wanted.name(), student));
    }

    private Future<StudentRuns.Made> student(Wanted wanted) {
      return workers.submit(() -> students.student(wanted.name(), wanted.words()));
    }

    private Future<List<RunResult>> stock(String label, KnowledgeKind knowledge) {
      return workers.chain(
          () ->
              runs(
                  label,
                  data,
                  encoder,
                  options -> options.knowledge(knowledge),
                  RUNS,
                  runs.seeds()));
    }

    private Future<List<RunResult>> through(String label, Future<StudentRuns.Made> student) {
      return through(label, student, options -> options, runs.seeds());
    }

    private Future<List<RunResult>> through(
        String label,
        Future<StudentRuns.Made> student,
        UnaryOperator<TrainingOptions.Builder> change,
        int seeds) {
      return workers.chain(
          () -> {
            Path folder = workers.await(student).folder();
            return runs(label, data, encoder.through(folder), change, RUNS, seeds);
          });
    }

    private Future<List<RunResult>> studentPhrases(Future<StudentRuns.Made> student) {
      return workers.chain(
          () ->
              runs(
                  "student's phrases",
                  data.withKnowledge(workers.await(student).phrases()),
                  encoder,
                  options -> options.knowledge(KnowledgeKind.IMPLICIT),
                  "student-phrases",
                  runs.seeds()));
    }

    private List<RunResult> runs(
        String label,
        DataOptions read,
        EncoderOptions through,
        UnaryOperator<TrainingOptions.Builder> change,
        String folder,
        int seeds)
        throws IOException, DataException {
      TrainingOptions defaults =
          through.apply(data.format().suited(trainer.defaults(Suite.SUBJECT)));
      SuiteModel model =
          new SuiteModel(
              Suite.SUBJECT,
              change.apply(defaults.toBuilder()).build(),
              Dataset.HISTORY_LENGTH,
              seeds);
      RunStore kept = new RunStore(store.resolve(folder));
      return new SuiteRuns(
              trainer, dataset, read, through, kept, runs.clock(), runs.restart(), terminal)
          .of(label, List.of(model), workers)
          .values()
          .iterator()
          .next();
    }
  }
}
