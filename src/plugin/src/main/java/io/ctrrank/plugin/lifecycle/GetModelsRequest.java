package io.ctrrank.plugin.lifecycle;

import org.elasticsearch.action.support.nodes.BaseNodesRequest;
import org.jspecify.annotations.Nullable;

/** Asks every node for its models, or for one of them. */
public final class GetModelsRequest extends BaseNodesRequest {
  /** How the answer is written. */
  public enum View {
    /** Models, each with the nodes it serves on. */
    BY_MODEL,
    /** Nodes, each with its models. */
    BY_NODE
  }

  private final @Nullable String id;
  private final View view;
  private final boolean required;

  private GetModelsRequest(@Nullable String id, View view, boolean required) {
    super(new String[0]);
    this.id = id;
    this.view = view;
    this.required = required;
  }

  /**
   * Of a user.
   *
   * @param id the model, which must be there, or null for all
   */
  public static GetModelsRequest of(@Nullable String id, View view) {
    return new GetModelsRequest(id, view, id != null);
  }

  /** For a look at a model that may not be there. */
  static GetModelsRequest ofAny(@Nullable String id) {
    return new GetModelsRequest(id, View.BY_NODE, false);
  }

  @Nullable String id() {
    return id;
  }

  View view() {
    return view;
  }

  boolean required() {
    return required;
  }
}
