package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;

import io.ctrrank.plugin.lifecycle.DeleteModelRequest;
import io.ctrrank.plugin.lifecycle.TransportDeleteModelAction;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;

/** {@code DELETE /_ctr/model/{id}}. */
public final class RestDeleteModelAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_delete_model";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(DELETE, "/_ctr/model/{id}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    DeleteModelRequest delete =
        new DeleteModelRequest(request.param("id"), RestUtils.getAckTimeout(request));
    return channel ->
        client.execute(
            TransportDeleteModelAction.TYPE, delete, new RestToXContentListener<>(channel));
  }
}
