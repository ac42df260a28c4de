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

  /** Makes what is missing. */
  Outcome run() throws IOException, DataException {
    List<StudentRuns.Made> made = new ArrayList<>();
    made.add(students.student(DISTILLED, List.of()));
    made.add(students.student("distilled-50", List.of("--share", "0.5")));
    made.add(students.student("distilled-25", List.of("--share", "0.25")));
    made.add(students.student("distilled-plain", List.of("--no-augmentation")));
    made.add(students.student("distilled-placebo", List.of("--placebo")));
    StudentRuns.Made distilled = made.getFirst();
    List<EncoderRow> rows = new ArrayList<>();
    List<RunResult> stock = stock(options -> options, "runs");
    rows.add(row(Group.FROZEN, "stock encoder", Optional.empty(), stock));
    for (StudentRuns.Made student : made) {
      String name = String.valueOf(student.folder().getFileName());
      rows.add(
          row(
              Group.FROZEN,
              name,
              Optional.of(student.said()),
              through(student, options -> options, runs.seeds())));
    }
    UnaryOperator<TrainingOptions.Builder> tuned =
        options -> options.tuning(EncoderTuning.TOP_LORA);
    rows.add(
        row(
            Group.TUNED,
            "distilled, LoRA with the clicks",
            Optional.of(distilled.said()),
            through(distilled, tuned, Math.min(runs.seeds(), runs.fewer()))));
    rows.add(
        row(
            Group.TUNED,
            "distilled, without LoRA",
            Optional.of(distilled.said()),
            through(distilled, options -> options, runs.seeds())));
    rows.add(row(Group.TUNED, "stock encoder, without LoRA", Optional.empty(), stock));
    rows.add(row(Group.INPUT, "no phrases", Optional.empty(), stock));
    rows.add(
        row(
            Group.INPUT,
            "placebo: another item's phrases",
            Optional.empty(),
            stock(options -> options.knowledge(KnowledgeKind.PLACEBO), "runs")));
    rows.add(
        row(
            Group.INPUT,
            "the teacher's phrases",
            Optional.empty(),
            stock(options -> options.knowledge(KnowledgeKind.IMPLICIT), "runs")));
    rows.add(
        row(
            Group.INPUT,
            "the student's phrases, of all items",
            Optional.of(distilled.said()),
            runs(
                data.withKnowledge(distilled.phrases()),
                encoder,
                options -> options.knowledge(KnowledgeKind.IMPLICIT),
                "student-phrases",
                runs.seeds())));
    return new Outcome(rows, made.stream().map(StudentRuns.Made::command).toList());
  }

  private static EncoderRow row(
      Group group, String label, Optional<SaidPhrases> said, List<RunResult> results) {
    return new EncoderRow(group, label, said, results);
  }

  private List<RunResult> stock(UnaryOperator<TrainingOptions.Builder> change, String folder)
      throws IOException, DataException {
    return runs(data, encoder, change, folder, runs.seeds());
  }

  private List<RunResult> through(
      StudentRuns.Made student, UnaryOperator<TrainingOptions.Builder> change, int seeds)
      throws IOException, DataException {
    return runs(data, encoder.through(student.folder()), change, "runs", seeds);
  }

  private List<RunResult> runs(
      DataOptions read,
      EncoderOptions through,
      UnaryOperator<TrainingOptions.Builder> change,
      String folder,
      int seeds)
      throws IOException, DataException {
    TrainingOptions defaults = through.apply(trainer.defaults(Suite.SUBJECT));
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
