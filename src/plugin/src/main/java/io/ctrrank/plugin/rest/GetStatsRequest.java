package io.ctrrank.plugin.rest;

import org.elasticsearch.action.support.nodes.BaseNodesRequest;

/** Asks every node for its counts. */
public final class GetStatsRequest extends BaseNodesRequest {
  /** Of all nodes. */
  public GetStatsRequest() {
    super(new String[0]);
  }
}
