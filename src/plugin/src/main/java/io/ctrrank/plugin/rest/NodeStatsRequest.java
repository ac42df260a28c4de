package io.ctrrank.plugin.rest;

import java.io.IOException;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.transport.AbstractTransportRequest;

/** {@link GetStatsRequest} as one node gets it. */
final class NodeStatsRequest extends AbstractTransportRequest {
  NodeStatsRequest() {}

  NodeStatsRequest(StreamInput in) throws IOException {
    super(in);
  }
}
