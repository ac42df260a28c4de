package io.ctrrank.trainer.knowledge.teacher;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import io.ctrrank.trainer.knowledge.Subject;
import java.util.List;

/**
 * One record to be written.
 *
 * @param subject what it is to tell of
 * @param examples what the teacher is shown before
 */
public record Task(Subject subject, List<Reference> examples) {
  public Task {
    requireNonNull(subject, "subject is null");
    examples = List.copyOf(examples);
  }
}
