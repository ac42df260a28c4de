package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelInfo;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.FailedNodeException;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.ToXContentFragment;
import org.elasticsearch.xcontent.XContentBuilder;
import org.jspecify.annotations.Nullable;

/**
 * On which nodes a model serves.
 *
 * @param ready names of the nodes where it serves
 * @param loading reasons by name of the nodes where it does not yet
 * @param failed reasons by name of the nodes where it does not
 * @param digests of the bundles that serve
 */
public record Readiness(
    SortedSet<String> ready,
    SortedMap<String, String> loading,
    SortedMap<String, String> failed,
    SortedSet<String> digests)
    implements ToXContentFragment {

  /** What the nodes tell of the model {@code id}. */
  static Readiness of(String id, List<NodeModels> nodes, List<FailedNodeException> failures) {
    Readiness readiness =
        new Readiness(new TreeSet<>(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
    for (NodeModels node : nodes) {
      readiness.add(
          node.getNode().getName(),
          node.models().stream().filter(model -> model.id().equals(id)).findFirst().orElse(null));
    }
    for (FailedNodeException failure : failures) {
      readiness.failed.put(failure.nodeId(), String.valueOf(failure.getMessage()));
    }
    return readiness;
  }

  private void add(String node, @Nullable ModelInfo model) {
    switch (model) {
      case ModelInfo.Ready serving -> {
        ready.add(node);
        digests.add(serving.digest());
      }
      case ModelInfo.Loading waiting -> loading.put(node, waiting.reason());
      case ModelInfo.Refused refused -> failed.put(node, refused.reason());
      case null -> failed.put(node, "the node does not have it");
    }
  }

  /** Nodes that were asked. */
  public int total() {
    return ready.size() + loading.size() + failed.size();
  }

  /** Whether every node serves the same bundle. */
  public boolean everywhere() {
    return ready.size() == total() && digests.size() == 1;
  }

  /**
   * Refuses to go on unless every node serves the same bundle.
   *
   * @param model id of the model, for the message
   * @param otherwise what becomes of what was asked
   * @throws ElasticsearchStatusException (409) telling where it does not serve
   */
  public void requireEverywhere(String model, String otherwise) {
    if (!everywhere()) {
      throw new ElasticsearchStatusException(
          "model ["
              + model
              + "] does not serve on every node: ready "
              + ready
              + ", loading "
              + loading
              + ", failed "
              + failed
              + (digests.size() > 1 ? ", digests " + digests : "")
              + "; "
              + otherwise,
          RestStatus.CONFLICT);
    }
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject("nodes").field("total", total()).field("ready", ready.size());
    if (!loading.isEmpty()) {
      builder.field("loading", loading);
    }
    if (!failed.isEmpty()) {
      builder.field("failed", failed);
    }
    return builder.endObject();
  }
}
