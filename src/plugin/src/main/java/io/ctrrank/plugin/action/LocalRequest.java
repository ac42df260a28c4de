package io.ctrrank.plugin.action;

import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** A request that is answered on the node it is sent to, and checks itself when it is made. */
public abstract class LocalRequest extends ActionRequest {

  @Override
  public final @Nullable ActionRequestValidationException validate() {
    return null;
  }

  @Override
  public final void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }
}
