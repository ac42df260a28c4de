package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.wire.ModelWire;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.action.support.nodes.BaseNodeResponse;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.jspecify.annotations.Nullable;

/** The models of one node. */
public final class NodeModels extends BaseNodeResponse {
  private final List<ModelInfo> models;

  NodeModels(DiscoveryNode node, List<ModelInfo> models) {
    super(node);
    this.models = models;
  }

  NodeModels(StreamInput in, @Nullable DiscoveryNode node) throws IOException {
    super(in, node);
    this.models = in.readCollectionAsList(ModelWire::read);
  }

  /** In the order of ids. */
  public List<ModelInfo> models() {
    return models;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeCollection(models, ModelWire::write);
  }
}
