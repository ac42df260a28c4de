package io.ctrrank.trainer.knowledge;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a teacher knows of one item or user. Phrases are in normal form ({@link Phrases}), each
 * once; one that is explicit is not implicit as well.
 *
 * @param level what it tells of
 * @param id id of the item or user
 * @param input the text that the teacher read, empty when unknown
 * @param rationale how the teacher came from facts to phrases, empty when unknown
 * @param explicit phrases that the input states
 * @param implicit phrases that only knowledge of the world gives
 */
public record KnowledgeRecord(
    KnowledgeLevel level,
    String id,
    String input,
    String rationale,
    List<String> explicit,
    List<String> implicit) {
  public KnowledgeRecord {
    requireNonNull(level, "level is null");
    requireNonNull(id, "id is null");
    requireNonNull(input, "input is null");
    rationale = rationale.strip();
    Set<String> stated = normal(explicit);
    Set<String> inferred = normal(implicit);
    inferred.removeAll(stated);
    explicit = List.copyOf(stated);
    implicit = List.copyOf(inferred);
  }

  private static Set<String> normal(List<String> phrases) {
    return phrases.stream()
        .map(Phrases::normal)
        .filter(phrase -> !phrase.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** This record with another input. */
  KnowledgeRecord withInput(String other) {
    return new KnowledgeRecord(level, id, other, rationale, explicit, implicit);
  }
}
