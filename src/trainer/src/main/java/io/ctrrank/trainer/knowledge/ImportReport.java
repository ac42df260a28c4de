package io.ctrrank.trainer.knowledge;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.knowledge.InputText.Stated;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an import found.
 *
 * @param lines lines read
 * @param records records to keep, in the file's order
 * @param violations all that broke a rule, in the file's order
 * @param withoutInput records of which nobody knows what the teacher read
 * @param otherInput records whose teacher read another text than the data set has
 * @param explicit how far inputs state the explicit phrases
 * @param implicit how far inputs state the implicit phrases
 */
public record ImportReport(
    long lines,
    List<KnowledgeRecord> records,
    List<Violation> violations,
    long withoutInput,
    long otherInput,
    StatedCounts explicit,
    StatedCounts implicit) {
  public ImportReport {
    records = List.copyOf(records);
    violations = List.copyOf(violations);
    requireNonNull(explicit, "explicit is null");
    requireNonNull(implicit, "implicit is null");
  }

  /**
   * A line that broke a rule.
   *
   * @param line its number, from 1
   * @param id id of the record, empty when it has none that can be read
   * @param rule the rule
   * @param message what was found
   */
  public record Violation(long line, String id, PhraseRule rule, String message) {
    @Override
    public String toString() {
      return "line [" + line + "]" + (id.isEmpty() ? "" : " id [" + id + "]") + ": " + message;
    }
  }

  /**
   * Phrases by how far the input of their record states them; those of records with an input.
   *
   * @param wordForWord its words stand there in this order
   * @param inOtherWords each word that matters stands there, or another form of it
   * @param not neither
   */
  public record StatedCounts(long wordForWord, long inOtherWords, long not) {
    /** All of them. */
    public long all() {
      return wordForWord + inOtherWords + not;
    }
  }

  /** Violations by rule. */
  public Map<PhraseRule, Long> byRule() {
    Map<PhraseRule, Long> counts = new EnumMap<>(PhraseRule.class);
    violations.forEach(violation -> counts.merge(violation.rule(), 1L, Long::sum));
    return counts;
  }

  /** Share of lines that broke a rule other than that of explicit phrases being stated. */
  public double badShare() {
    Set<Long> bad = new HashSet<>();
    for (Violation violation : violations) {
      if (violation.rule() != PhraseRule.EXPLICIT_NOT_STATED) {
        bad.add(violation.line());
      }
    }
    return (double) bad.size() / lines;
  }

  /** Share of explicit phrases that their input does not state, 0 when no input is known. */
  public double notStatedShare() {
    return explicit.all() == 0 ? 0 : (double) explicit.not() / explicit.all();
  }

  /** Collects what is found. */
  static final class Builder {
    private final List<KnowledgeRecord> records = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private long withoutInput;
    private long otherInput;
    private final Map<Stated, Long> explicit = new EnumMap<>(Stated.class);
    private final Map<Stated, Long> implicit = new EnumMap<>(Stated.class);

    void violation(Violation violation) {
      violations.add(violation);
    }

    void keep(KnowledgeRecord knowledge) {
      records.add(knowledge);
    }

    void count(KnowledgeRecord knowledge, boolean readAnother) {
      otherInput += readAnother ? 1 : 0;
      if (knowledge.input().isEmpty()) {
        withoutInput++;
        return;
      }
      InputText input = new InputText(knowledge.input());
      knowledge.explicit().forEach(p -> explicit.merge(input.states(p), 1L, Long::sum));
      knowledge.implicit().forEach(p -> implicit.merge(input.states(p), 1L, Long::sum));
    }

    ImportReport build(long lines) {
      return new ImportReport(
          lines, records, violations, withoutInput, otherInput, counts(explicit), counts(implicit));
    }

    private static StatedCounts counts(Map<Stated, Long> counts) {
      return new StatedCounts(
          counts.getOrDefault(Stated.WORD_FOR_WORD, 0L),
          counts.getOrDefault(Stated.IN_OTHER_WORDS, 0L),
          counts.getOrDefault(Stated.NOT, 0L));
    }
  }
}
