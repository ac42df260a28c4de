package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.model.ModelTable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
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
  private final ModelTable table;
  private final GetModelsRequest.View view;

  GetModelsResponse(
      ClusterName cluster,
      List<NodeModels> nodes,
      List<FailedNodeException> failures,
      ModelTable table,
      GetModelsRequest.View view) {
    super(cluster, nodes, failures);
    this.table = table;
    this.view = view;
  }

  /** Ids of the models that any node tells of. */
  public SortedSet<String> ids() {
    SortedSet<String> ids = new TreeSet<>();
    all().map(ModelInfo::id).forEach(ids::add);
    return ids;
  }

  /** Where a model serves. */
  public Readiness readiness(String id) {
    return Readiness.of(id, getNodes(), failures());
  }

  /** What a node tells of a model that serves there, if one does. */
  public Optional<ModelInfo.Ready> serving(String id) {
    return all()
        .filter(model -> model.id().equals(id))
        .filter(ModelInfo.Ready.class::isInstance)
        .map(ModelInfo.Ready.class::cast)
        .findFirst();
  }

  /** Aliases that name a model now. */
  public List<String> aliasesOf(String id) {
    return table.aliasesOf(id);
  }

  private Stream<ModelInfo> all() {
    return getNodes().stream().flatMap(node -> node.models().stream());
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
    switch (view) {
      case BY_NODE -> writeNodes(builder);
      case BY_MODEL -> writeModels(builder, params);
    }
    return builder;
  }

  private void writeNodes(XContentBuilder builder) throws IOException {
    builder.startObject("nodes");
    for (NodeModels node : getNodes()) {
      builder.startObject(node.getNode().getId());
      builder.field("name", node.getNode().getName());
      builder.startObject("models");
      for (ModelInfo model : node.models()) {
        builder.startObject(model.id());
        ModelJson.writeOnNode(builder, model);
        builder.endObject();
      }
      builder.endObject().endObject();
    }
    builder.endObject();
  }

  private void writeModels(XContentBuilder builder, Params params) throws IOException {
    builder.startObject("models");
    for (String id : ids()) {
      builder.startObject(id);
      Optional<ModelInfo> any = all().filter(model -> model.id().equals(id)).findFirst();
      if (any.isPresent()) {
        builder.field("origin", any.get().origin().name().toLowerCase(Locale.ROOT));
      }
      Optional<ModelInfo.Ready> serving = serving(id);
      if (serving.isPresent()) {
        ModelJson.write(builder, serving.get());
      }
      builder.field("aliases", aliasesOf(id));
      readiness(id).toXContent(builder, params);
      builder.endObject();
    }
    builder.endObject();
  }
}
