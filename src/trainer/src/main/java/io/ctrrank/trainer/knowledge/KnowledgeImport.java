package io.ctrrank.trainer.knowledge;

import com.google.gson.JsonParseException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.files.WholeFile;
import io.ctrrank.trainer.knowledge.ImportReport.Violation;
import io.ctrrank.trainer.knowledge.RecordCheck.Breach;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads records that somebody delivered, checks them, and writes them as this repository does. */
public final class KnowledgeImport {
  private final Path file;
  private final KnowledgeLevel level;
  private final Map<String, String> inputs;
  private final boolean dropPhrases;
  private final Set<String> ids = new HashSet<>();
  private final ImportReport.Builder report = new ImportReport.Builder();

  private KnowledgeImport(
      Path file, KnowledgeLevel level, Map<String, String> inputs, boolean dropPhrases) {
    this.file = file;
    this.level = level;
    this.inputs = inputs;
    this.dropPhrases = dropPhrases;
  }

  /**
   * Reads and checks a file; every line is in the records or among the violations.
   *
   * @param file one record a line
   * @param level the level they are of
   * @param inputs by id of all known items or users, the text that stands for the input of a record
   *     without one; empty where there is none
   * @param dropPhrases whether phrases that break a rule are left out of their records
   * @throws DataException if the file cannot be read at all
   */
  public static ImportReport read(
      Path file, KnowledgeLevel level, Map<String, String> inputs, boolean dropPhrases)
      throws DataException {
    KnowledgeImport reading = new KnowledgeImport(file, level, inputs, dropPhrases);
    return reading.read();
  }

  /**
   * Writes records as this repository keeps them: {@code id}, {@code rationale}, {@code explicit},
   * {@code implicit}.
   *
   * @param target replaced if it is there
   */
  public static void write(Path target, List<KnowledgeRecord> records) throws IOException {
    WholeFile.write(
        target,
        out -> {
          for (KnowledgeRecord knowledge : records) {
            out.write(RecordJson.writeShort(knowledge) + "\n");
          }
        });
  }

  private ImportReport read() throws DataException {
    long number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        line(number, line);
      }
    } catch (CharacterCodingException e) {
      throw DataException.inFile(file, "not UTF-8; convert the file to UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
    if (number == 0) {
      throw DataException.inFile(file, "found no lines; expected a record a line");
    }
    return report.build(number);
  }

  private void line(long number, String line) {
    KnowledgeRecord delivered;
    try {
      delivered = RecordJson.read(line, level);
    } catch (JsonParseException e) {
      report.violation(
          new Violation(number, "", PhraseRule.MALFORMED, String.valueOf(e.getMessage())));
      return;
    }
    String id = delivered.id();
    String known = inputs.get(id);
    if (delivered.level() != level) {
      leaveOut(number, id, PhraseRule.OTHER_LEVEL, "level is [" + delivered.level() + "]");
    } else if (known == null) {
      leaveOut(number, id, PhraseRule.UNKNOWN_ID, level + " [" + id + "] is not in the data");
    } else if (!ids.add(id)) {
      leaveOut(number, id, PhraseRule.REPEATED_ID, level + " [" + id + "] stands twice");
    } else {
      keep(number, delivered, known);
    }
  }

  private void leaveOut(long number, String id, PhraseRule rule, String message) {
    report.violation(new Violation(number, id, rule, message));
  }

  private void keep(long number, KnowledgeRecord delivered, String known) {
    KnowledgeRecord checked = delivered.input().isEmpty() ? delivered.withInput(known) : delivered;
    report.count(checked, !known.isEmpty() && !checked.input().equals(known));
    List<Breach> breaches = RecordCheck.breaches(checked);
    for (Breach breach : breaches) {
      report.violation(new Violation(number, checked.id(), breach.rule(), breach.message()));
    }
    report.keep(dropPhrases ? without(checked, breaches) : checked);
  }

  private static KnowledgeRecord without(KnowledgeRecord knowledge, List<Breach> breaches) {
    Set<String> broken = breaches.stream().map(Breach::phrase).collect(Collectors.toSet());
    return new KnowledgeRecord(
        knowledge.level(),
        knowledge.id(),
        knowledge.input(),
        knowledge.rationale(),
        knowledge.explicit().stream().filter(phrase -> !broken.contains(phrase)).toList(),
        knowledge.implicit().stream().filter(phrase -> !broken.contains(phrase)).toList());
  }
}
