package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelTable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** {@code GET /_ctr/alias} and {@code GET /_ctr/alias/{name}}. */
public final class RestGetAliasesAction extends BaseRestHandler {
  private final Supplier<ModelRegistry> models;

  /**
   * @param models the node's models
   */
  public RestGetAliasesAction(Supplier<ModelRegistry> models) {
    this.models = models;
  }

  @Override
  public String getName() {
    return "ctr_get_alias";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/alias"), new Route(GET, "/_ctr/alias/{name}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    String name = request.param("name");
    ModelTable table = models.get().table();
    if (name != null && !table.aliases().containsKey(name)) {
      throw new ResourceNotFoundException(
          "alias [" + name + "] is not known; expected one of " + table.aliases().keySet());
    }
    return channel -> {
      XContentBuilder builder = channel.newBuilder().startObject().startObject("aliases");
      for (Map.Entry<String, List<String>> alias : table.aliases().entrySet()) {
        if (name == null || name.equals(alias.getKey())) {
          List<String> targets = alias.getValue();
          builder
              .startObject(alias.getKey())
              .field("model", targets.getFirst())
              .field("before", targets.subList(1, targets.size()))
              .endObject();
        }
      }
      builder.endObject().endObject();
      channel.sendResponse(new RestResponse(RestStatus.OK, builder));
    };
  }
}
