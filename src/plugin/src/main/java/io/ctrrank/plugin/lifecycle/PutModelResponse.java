package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import org.elasticsearch.xcontent.XContentBuilder;

/** What became of an upload. */
public final class PutModelResponse extends LocalResponse {
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
