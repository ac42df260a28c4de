package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.trainer.knowledge.Subject;
import io.ctrrank.trainer.knowledge.sampling.Unit;
import java.util.List;
import java.util.Map;

/**
 * All items or users of a data set: what they are drawn by and what a teacher reads of them.
 *
 * @param units all of them, with counts of the training part
 * @param subjects by id
 */
public record Population(List<Unit> units, Map<String, Subject> subjects) {
  public Population {
    units = List.copyOf(units);
    subjects = Map.copyOf(subjects);
  }

  /**
   * The subject with this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Subject subject(String id) {
    Subject subject = subjects.get(id);
    if (subject == null) {
      throw new IllegalArgumentException("there is no subject [" + id + "]");
    }
    return subject;
  }
}
