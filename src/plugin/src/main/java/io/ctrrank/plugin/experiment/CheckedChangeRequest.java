package io.ctrrank.plugin.experiment;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import org.elasticsearch.core.TimeValue;

/** Asks the node it is sent to for a change, made only if models and indices are there for it. */
public final class CheckedChangeRequest extends LocalRequest {
  private final ExperimentChange change;
  private final TimeValue timeout;

  /**
   * @param change what is asked
   * @param timeout how long to wait for the nodes to see it
   */
  public CheckedChangeRequest(ExperimentChange change, TimeValue timeout) {
    this.change = requireNonNull(change, "change is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  ExperimentChange change() {
    return change;
  }

  TimeValue timeout() {
    return timeout;
  }
}
