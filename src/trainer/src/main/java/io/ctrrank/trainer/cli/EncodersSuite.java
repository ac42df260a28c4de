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
   */
  record Runs(int seeds, int fewer, int jobs, boolean restart) {}

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

  /** Makes what is missing, each student's click model right behind it. */
  Outcome run() throws IOException, DataException {
    StudentRuns.Made distilled = students.student(DISTILLED, List.of());
    List<String> commands = new ArrayList<>(List.of(distilled.command()));
    List<RunResult> stock = stock(options -> options);
    List<RunResult> frozen = through(distilled, options -> options, runs.seeds());
    List<EncoderRow> rows = new ArrayList<>();
    rows.add(row(Group.FROZEN, "stock encoder", Optional.empty(), stock));
    rows.add(row(Group.FROZEN, DISTILLED, Optional.of(distilled.said()), frozen));
    List<EncoderRow> inputs = inputs(distilled, stock);
    for (Wanted wanted : OTHERS) {
      StudentRuns.Made other = students.student(wanted.name(), wanted.words());
      commands.add(other.command());
      List<RunResult> results = through(other, options -> options, runs.seeds());
      SaidPhrases said = wanted.equals(PLACEBO) ? other.said().ofOtherPhrases() : other.said();
      rows.add(row(Group.FROZEN, wanted.name(), Optional.of(said), results));
    }
    rows.addAll(tuned(distilled, frozen, stock));
    rows.addAll(inputs);
    return new Outcome(rows, commands);
  }

  private List<EncoderRow> tuned(
      StudentRuns.Made distilled, List<RunResult> frozen, List<RunResult> stock)
      throws IOException, DataException {
    List<RunResult> tuned =
        through(
            distilled,
            options -> options.tuning(EncoderTuning.TOP_LORA),
            Math.min(runs.seeds(), runs.fewer()));
    Optional<SaidPhrases> said = Optional.of(distilled.said());
    return List.of(
        row(Group.TUNED, "distilled, LoRA with the clicks", said, tuned),
        row(Group.TUNED, "distilled, without LoRA", said, frozen),
        row(Group.TUNED, "stock encoder, without LoRA", Optional.empty(), stock));
  }

  private List<EncoderRow> inputs(StudentRuns.Made distilled, List<RunResult> stock)
      throws IOException, DataException {
    List<RunResult> placebo = stock(options -> options.knowledge(KnowledgeKind.PLACEBO));
    List<RunResult> teacher = stock(options -> options.knowledge(KnowledgeKind.IMPLICIT));
    List<RunResult> student =
        runs(
            data.withKnowledge(distilled.phrases()),
            encoder,
            options -> options.knowledge(KnowledgeKind.IMPLICIT),
            "student-phrases",
            runs.seeds());
    Optional<SaidPhrases> said = Optional.of(distilled.said());
    return List.of(
        row(Group.INPUT, "no phrases", Optional.empty(), stock),
        row(Group.INPUT, "placebo: another item's phrases", Optional.empty(), placebo),
        row(Group.INPUT, "the teacher's phrases", Optional.empty(), teacher),
        row(Group.INPUT, "the student's phrases, of all items", said, student));
  }

  private static EncoderRow row(
      Group group, String label, Optional<SaidPhrases> said, List<RunResult> results) {
    return new EncoderRow(group, label, said, results);
  }

  private List<RunResult> stock(UnaryOperator<TrainingOptions.Builder> change)
      throws IOException, DataException {
    return runs(data, encoder, change, RUNS, runs.seeds());
  }

  private List<RunResult> through(
      StudentRuns.Made student, UnaryOperator<TrainingOptions.Builder> change, int seeds)
      throws IOException, DataException {
    return runs(data, encoder.through(student.folder()), change, RUNS, seeds);
  }

  private List<RunResult> runs(
      DataOptions read,
      EncoderOptions through,
      UnaryOperator<TrainingOptions.Builder> change,
      String folder,
      int seeds)
      throws IOException, DataException {
    TrainingOptions defaults = through.apply(data.format().suited(trainer.defaults(Suite.SUBJECT)));
    SuiteModel model =
        new SuiteModel(
            Suite.SUBJECT,
            change.apply(defaults.toBuilder()).build(),
            Dataset.HISTORY_LENGTH,
            seeds);
    SuiteRuns suite =
        new SuiteRuns(
            trainer,
            dataset,
            read,
            through,
            new RunStore(store.resolve(folder)),
            runs.restart(),
            terminal);
    return suite.of(List.of(model), runs.jobs()).values().iterator().next();
  }
}
