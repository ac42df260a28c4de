package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.model.ModelInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.action.FailedNodeException;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.action.support.nodes.BaseNodesResponse;
import org.elasticsearch.cluster.ClusterName;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.xcontent.ToXContentFragment;
import org.elasticsearch.xcontent.XContentBuilder;

/** The models of every node. */
public final class GetModelsResponse extends BaseNodesResponse<NodeModels>
    implements ToXContentFragment {

  GetModelsResponse(
      ClusterName cluster, List<NodeModels> nodes, List<FailedNodeException> failures) {
    super(cluster, nodes, failures);
  }

  @Override
  protected List<NodeModels> readNodesFrom(StreamInput in) {
    return TransportAction.localOnly();
  }

  @Override
  protected void writeNodesTo(StreamOutput out, List<NodeModels> nodes) {
    TransportAction.localOnly();
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject("nodes");
    for (NodeModels node : getNodes()) {
      builder.startObject(node.getNode().getId());
      builder.field("name", node.getNode().getName());
      builder.startObject("models");
      for (ModelInfo model : node.models()) {
        builder.startObject(model.id());
        switch (model) {
          case ModelInfo.Refused refused ->
              builder.field("state", "refused").field("reason", refused.reason());
          case ModelInfo.Ready ready -> write(builder, ready);
        }
        builder.endObject();
      }
      builder.endObject().endObject();
    }
    return builder.endObject();
  }

  private static void write(XContentBuilder builder, ModelInfo.Ready model) throws IOException {
    builder
        .field("state", "ready")
        .field("digest", model.digest())
        .field("architecture", model.architecture())
        .field("description", model.description())
        .field("license", model.license())
        .field("provider", model.provider());
    if (model.embedding().isPresent()) {
      ModelInfo.Embedding embedding = model.embedding().get();
      builder
          .startObject("embedding")
          .field("version", embedding.version())
          .field("encoder_dimension", embedding.encoderDimension())
          .field("dimension", embedding.dimension())
          .endObject();
    }
    builder.startObject("metrics").startObject("test");
    for (Map.Entry<String, Double> metric : new TreeMap<>(model.testMetrics()).entrySet()) {
      builder.field(metric.getKey(), metric.getValue());
    }
    builder.endObject().endObject();
  }
}
