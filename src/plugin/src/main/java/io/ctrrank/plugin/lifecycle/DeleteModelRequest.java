package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import org.elasticsearch.core.TimeValue;

/** Asks the node it is sent to for deleting an uploaded model. */
public final class DeleteModelRequest extends LocalRequest {
  private final String id;
  private final TimeValue timeout;

  /**
   * @param id of the model
   * @param timeout how long to wait for the nodes to see it
   */
  public DeleteModelRequest(String id, TimeValue timeout) {
    this.id = requireNonNull(id, "id is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  String id() {
    return id;
  }

  TimeValue timeout() {
    return timeout;
  }
}
