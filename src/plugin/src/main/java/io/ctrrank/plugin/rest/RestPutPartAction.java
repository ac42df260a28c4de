package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.lifecycle.PutPartRequest;
import io.ctrrank.plugin.lifecycle.TransportPutPartAction;
import java.util.List;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.bytes.ReleasableBytesReference;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;

/** {@code PUT /_ctr/model/{id}/_part/{part}}: the next bytes of a zip. */
public final class RestPutPartAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_put_model_part";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(PUT, "/_ctr/model/{id}/_part/{part}"));
  }

  /** Bytes have no media type that Elasticsearch knows. */
  @Override
  public boolean mediaTypesValid(RestRequest request) {
    return true;
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    if (!request.hasContent()) {
      throw new IllegalArgumentException(
          "request has no body; expected the bytes of the part, in the order of the zip");
    }
    ReleasableBytesReference content = request.content();
    PutPartRequest part =
        new PutPartRequest(request.param("id"), request.paramAsInt("part", 0), content);
    return channel -> {
      content.mustIncRef();
      client.execute(
          TransportPutPartAction.TYPE,
          part,
          ActionListener.releaseAfter(new RestToXContentListener<>(channel), content));
    };
  }
}
