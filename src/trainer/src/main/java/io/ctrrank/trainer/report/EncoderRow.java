package io.ctrrank.trainer.report;

import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.ModelScores;
import java.util.List;
import java.util.Optional;

/**
 * One line of the tables on encoders and knowledge: what a click model reads, and its runs.
 *
 * @param group which question it answers
 * @param label names it
 * @param said what the student behind it says; empty without one
 * @param runs runs of the click model
 */
public record EncoderRow(
    Group group, String label, Optional<SaidPhrases> said, List<RunResult> runs) {

  /** Reads phrases of another item. */
  public static final String PLACEBO_PHRASES = "placebo: another item's phrases";

  /** Reads what the teacher wrote. */
  public static final String TEACHER_PHRASES = "the teacher's phrases";

  /** Reads what the student says, also of items that the teacher did not write about. */
  public static final String STUDENT_PHRASES = "the student's phrases, of all items";

  /** Questions, one table each. */
  public enum Group {
    /** Encoders that stay as they are while the click model is trained. */
    FROZEN("Encoders"),
    /** Encoders that are tuned with the clicks. */
    TUNED("With LoRA, and without (the paper's Table 3)"),
    /** Phrases as a second input. */
    INPUT("Phrases as input");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  public EncoderRow {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("row [" + label + "] has no runs; expected some");
    }
  }

  /** The runs' scores of rows. */
  ModelScores scores(ExampleSet rows) {
    return ModelScores.of(
        label,
        rows,
        runs.stream().map(RunResult::seed).toList(),
        runs.stream().map(RunResult::test).toList());
  }
}
