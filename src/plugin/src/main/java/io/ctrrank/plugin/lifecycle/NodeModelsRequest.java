package io.ctrrank.plugin.lifecycle;

import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.transport.AbstractTransportRequest;
import org.jspecify.annotations.Nullable;

/** {@link GetModelsRequest} as one node gets it. */
final class NodeModelsRequest extends AbstractTransportRequest {
  private final @Nullable String id;

  NodeModelsRequest(@Nullable String id) {
    this.id = id;
  }

  NodeModelsRequest(StreamInput in) throws IOException {
    super(in);
    this.id = in.readOptionalString();
  }

  @Nullable String id() {
    return id;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeOptionalString(id);
  }
}
