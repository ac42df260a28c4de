package io.ctrrank.trainer.knowledge.teacher;

import java.util.List;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param tasks records to write
 * @param written records written
 * @param failed records that were not written
 * @param requests requests sent
 * @param tokens tokens as the endpoint counts them
 * @param stopped why no more is asked, if the run was stopped before its end
 */
public record GenerationStatus(
    int tasks,
    int written,
    List<FailedRecord> failed,
    long requests,
    Tokens tokens,
    Optional<String> stopped) {
  public GenerationStatus {
    failed = List.copyOf(failed);
  }

  /** Records that were not asked for. */
  public int left() {
    return tasks - written - failed.size();
  }
}
