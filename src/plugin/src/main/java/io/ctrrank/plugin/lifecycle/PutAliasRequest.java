package io.ctrrank.plugin.lifecycle;

import static java.util.Objects.requireNonNull;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for pointing an alias at a model. */
public final class PutAliasRequest extends ActionRequest {
  private final String name;
  private final String model;
  private final TimeValue timeout;

  /**
   * @param name of the alias
   * @param model id of the model
   * @param timeout how long to wait for the nodes to see it
   */
  public PutAliasRequest(String name, String model, TimeValue timeout) {
    this.name = requireNonNull(name, "name is null");
    this.model = requireNonNull(model, "model is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  String name() {
    return name;
  }

  String model() {
    return model;
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
