package io.ctrrank.plugin.warm;

import java.io.IOException;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

/** What warming up came to. */
public final class WarmResponse extends ActionResponse implements ToXContentObject {
  private final String model;
  private final String embeddingVersion;
  private final WarmStatus status;
  private final TimeValue took;

  WarmResponse(String model, String embeddingVersion, WarmStatus status, TimeValue took) {
    this.model = model;
    this.embeddingVersion = embeddingVersion;
    this.status = status;
    this.took = took;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder
        .startObject()
        .field("model", model)
        .field("embedding_version", embeddingVersion)
        .field("took", took.millis());
    status.writeMembers(builder);
    return builder.endObject();
  }
}
