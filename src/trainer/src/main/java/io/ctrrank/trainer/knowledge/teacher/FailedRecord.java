package io.ctrrank.trainer.knowledge.teacher;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A record that the teacher did not write.
 *
 * @param id id of the item or user
 * @param errors what was wrong with each answer, or why there was none
 * @param lastAnswer the last answer, empty when there was none
 */
public record FailedRecord(String id, List<String> errors, String lastAnswer) {
  public FailedRecord {
    requireNonNull(id, "id is null");
    requireNonNull(lastAnswer, "lastAnswer is null");
    errors = List.copyOf(errors);
  }
}
