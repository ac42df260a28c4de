package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.POST;

import io.ctrrank.plugin.warm.HeadItems;
import io.ctrrank.plugin.warm.TransportWarmAction;
import io.ctrrank.plugin.warm.WarmRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentParser;

/** {@code POST /_ctr/model/{id}/_warm}: vectors of the most exposed items, before anybody asks. */
public final class RestWarmAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_warm_model";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(POST, "/_ctr/model/{id}/_warm"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String model = request.param("id");
    boolean wait = request.paramAsBoolean("wait_for_completion", true);
    String rate = request.param("items_per_second");
    HeadItems items;
    try (XContentParser parser = request.contentParser()) {
      items = HeadItemsJson.read("body", parser.map(), Set.of());
    }
    WarmRequest warm =
        new WarmRequest(model, items, rate == null ? Double.POSITIVE_INFINITY : number(rate));
    if (wait) {
      return channel ->
          client.execute(TransportWarmAction.TYPE, warm, new RestToXContentListener<>(channel));
    }
    warm.keepResult();
    return channel -> {
      Task task = client.executeLocally(TransportWarmAction.TYPE, warm, ActionListener.noop());
      send(channel, client.getLocalNodeId() + ":" + task.getId());
    };
  }

  private static double number(String rate) {
    try {
      return Double.parseDouble(rate);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "[items_per_second] is [" + rate + "]; expected a number above 0", e);
    }
  }

  private static void send(RestChannel channel, String task) throws IOException {
    try (XContentBuilder builder = channel.newBuilder()) {
      builder.startObject().field("task", task).endObject();
      channel.sendResponse(new RestResponse(RestStatus.OK, builder));
    }
  }
}
