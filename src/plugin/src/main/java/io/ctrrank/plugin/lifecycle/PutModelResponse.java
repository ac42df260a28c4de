package io.ctrrank.plugin.lifecycle;

import java.io.IOException;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

/** What became of an upload. */
public final class PutModelResponse extends ActionResponse implements ToXContentObject {
  private final String id;
  private final String digest;
  private final boolean created;
  private final Readiness readiness;

  PutModelResponse(String id, String digest, boolean created, Readiness readiness) {
    this.id = id;
    this.digest = digest;
    this.created = created;
    this.readiness = readiness;
  }

  /** Whether the model was not there before. */
  public boolean created() {
    return created;
  }

  /** Where the model is told. */
  public String location() {
    return "/_ctr/model/" + id;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder
        .startObject()
        .field("model", id)
        .field("digest", digest)
        .field("result", created ? "created" : "unchanged");
    readiness.toXContent(builder, params);
    return builder.endObject();
  }
}
