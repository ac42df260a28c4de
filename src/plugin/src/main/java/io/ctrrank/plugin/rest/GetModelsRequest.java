package io.ctrrank.plugin.rest;

import org.elasticsearch.action.support.nodes.BaseNodesRequest;
import org.jspecify.annotations.Nullable;

/** Asks every node for its models, or for one of them. */
public final class GetModelsRequest extends BaseNodesRequest {
  private final @Nullable String id;

  /**
   * @param id the model, or null for all
   */
  public GetModelsRequest(@Nullable String id) {
    super(new String[0]);
    this.id = id;
  }

  @Nullable String id() {
    return id;
  }
}
