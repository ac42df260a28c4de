package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to how much of what is shown most is in the store. */
public final class CoverageRequest extends ActionRequest {
  private final String model;
  private final HeadItems items;

  /**
   * @param model id or alias
   * @param items what to look for
   */
  public CoverageRequest(String model, HeadItems items) {
    this.model = requireNonNull(model, "model is null");
    this.items = requireNonNull(items, "items is null");
  }

  String model() {
    return model;
  }

  HeadItems items() {
    return items;
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
