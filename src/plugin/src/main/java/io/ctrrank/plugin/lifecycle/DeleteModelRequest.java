package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for deleting an uploaded model. */
public final class DeleteModelRequest extends ActionRequest {
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

  @Override
  public @Nullable ActionRequestValidationException validate() {
    return null;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }
}
