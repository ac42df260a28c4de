package io.ctrrank.trainer.knowledge;

import com.google.gson.JsonParseException;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.knowledge.RecordCheck.Breach;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records that people wrote and checked, from which a teacher's examples are chosen. They keep to
 * every rule that a teacher is asked to keep to: an example that breaks one teaches to break it.
 *
 * @param references the records
 * @param digest SHA-256 of the file
 */
public record ReferencePool(List<Reference> references, String digest) {
  public ReferencePool {
    references = List.copyOf(references);
  }

  /**
   * One checked record.
   *
   * @param subject what it tells of
   * @param knowledge what it tells
   */
  public record Reference(Subject subject, KnowledgeRecord knowledge) {}

  /**
   * Reads a pool.
   *
   * @param file a record a line, with its main {@code category} beside the members of all records
   * @param level the level of all its records
   * @throws DataException at the first line that is no record of this level, breaks a rule, or has
   *     an id that stands twice
   */
  public static ReferencePool read(Path file, KnowledgeLevel level) throws DataException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw DataException.inFile(file, "not UTF-8; convert the file to UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
    List<Reference> references = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Reference reference = reference(file, i + 1, lines.get(i), level);
      if (!ids.add(reference.subject().id())) {
        throw DataException.atLine(
            file, i + 1, "id [" + reference.subject().id() + "] stands twice; remove one");
      }
      references.add(reference);
    }
    if (references.isEmpty()) {
      throw DataException.inFile(file, "found no lines; expected a record a line");
    }
    return new ReferencePool(
        references, Sha256.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }

  private static Reference reference(Path file, long number, String line, KnowledgeLevel level)
      throws DataException {
    KnowledgeRecord knowledge;
    String category;
    try {
      knowledge = RecordJson.read(line, level);
      category = RecordJson.category(line);
    } catch (JsonParseException e) {
      throw DataException.atLine(
          file,
          number,
          "no record: "
              + e.getMessage()
              + "; expected {\"level\": ..., \"id\": ..., \"category\": ..., \"input\": ...,"
              + " \"rationale\": ..., \"explicit\": [...], \"implicit\": [...]}");
    }
    if (knowledge.level() != level || knowledge.input().isEmpty()) {
      throw DataException.atLine(
          file,
          number,
          "record is of level ["
              + knowledge.level()
              + "] with input ["
              + knowledge.input()
              + "]; expected level ["
              + level
              + "] and an input");
    }
    List<Breach> breaches = RecordCheck.breaches(knowledge);
    if (!breaches.isEmpty()) {
      throw DataException.atLine(file, number, breaches.getFirst().message() + "; correct it");
    }
    return new Reference(
        new Subject(knowledge.id(), name(knowledge), category, knowledge.input()), knowledge);
  }

  /** An item's text begins with its title; a user's has none. */
  private static String name(KnowledgeRecord knowledge) {
    int bar = knowledge.input().indexOf(" | ");
    return knowledge.level() == KnowledgeLevel.ITEM && bar >= 0
        ? knowledge.input().substring(0, bar)
        : "";
  }
}
