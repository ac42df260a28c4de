package io.ctrrank.plugin.warm;

import java.io.IOException;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

/** How much of what is shown most is in the store. */
public final class CoverageResponse extends ActionResponse implements ToXContentObject {
  private final String model;
  private final Coverage coverage;

  CoverageResponse(String model, Coverage coverage) {
    this.model = model;
    this.coverage = coverage;
  }

  @Override
  public void writeTo(StreamOutput out) {
    TransportAction.localOnly();
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    return builder
        .startObject()
        .field("model", model)
        .field("items", coverage.items())
        .field("covered", coverage.covered())
        .field("share", coverage.share())
        .field("exposures", coverage.exposures())
        .field("exposure_share", coverage.exposureShare())
        .endObject();
  }
}
