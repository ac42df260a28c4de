package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.POST;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.lifecycle.PutModelRequest;
import io.ctrrank.plugin.lifecycle.PutModelResponse;
import io.ctrrank.plugin.lifecycle.TransportPutModelAction;
import java.util.List;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.bytes.ReleasableBytesReference;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.rest.action.RestToXContentListener;

/**
 * {@code PUT /_ctr/model/{id}} with the zip of a bundle; {@code POST /_ctr/model/{id}/_complete}
 * after the zip was sent in parts.
 */
public final class RestPutModelAction extends BaseRestHandler {
  private static final TimeValue TIMEOUT = TimeValue.timeValueSeconds(60);

  @Override
  public String getName() {
    return "ctr_put_model";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(PUT, "/_ctr/model/{id}"), new Route(POST, "/_ctr/model/{id}/_complete"));
  }

  /** A zip has no media type that Elasticsearch knows. */
  @Override
  public boolean mediaTypesValid(RestRequest request) {
    return true;
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    String id = request.param("id");
    TimeValue timeout = request.paramAsTime("timeout", TIMEOUT);
    if (request.method() == POST) {
      return complete(request, client, id, timeout);
    }
    if (!request.hasContent()) {
      throw new IllegalArgumentException(
          "request has no body; expected the zip of a bundle, or its parts at [PUT /_ctr/model/"
              + id
              + "/_part/1] and so on");
    }
    ReleasableBytesReference zip = request.content();
    PutModelRequest put = new PutModelRequest(id, new PutModelRequest.Source.Content(zip), timeout);
    return channel -> {
      zip.mustIncRef();
      client.execute(
          TransportPutModelAction.TYPE, put, ActionListener.releaseAfter(listener(channel), zip));
    };
  }

  private static RestChannelConsumer complete(
      RestRequest request, NodeClient client, String id, TimeValue timeout) {
    Integer parts = request.paramAsInteger("parts", null);
    if (parts == null || parts < 1) {
      throw new IllegalArgumentException(
          "[parts] is [" + parts + "]; expected the number of parts that were sent, 1 or more");
    }
    PutModelRequest put = new PutModelRequest(id, new PutModelRequest.Source.Parts(parts), timeout);
    return channel -> client.execute(TransportPutModelAction.TYPE, put, listener(channel));
  }

  private static RestToXContentListener<PutModelResponse> listener(RestChannel channel) {
    return new RestToXContentListener<>(
        channel,
        response -> response.created() ? RestStatus.CREATED : RestStatus.OK,
        PutModelResponse::location);
  }
}
