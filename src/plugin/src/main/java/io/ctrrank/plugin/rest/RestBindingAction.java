package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.experiment.CheckedChangeRequest;
import io.ctrrank.plugin.experiment.ExperimentChange;
import io.ctrrank.plugin.experiment.ExperimentChange.Step;
import io.ctrrank.plugin.experiment.GetExperimentsRequest;
import io.ctrrank.plugin.experiment.TransportCheckedChangeAction;
import io.ctrrank.plugin.experiment.TransportGetExperimentsAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/**
 * {@code GET}, {@code PUT} and {@code DELETE /_ctr/binding/{alias}}: the model of searches that
 * name none, by the index alias, index or data stream they go to.
 */
public final class RestBindingAction extends BaseRestHandler {
  private static final String PATH = "/_ctr/binding/{alias}";
  private static final String MODEL = "model";

  @Override
  public String getName() {
    return "ctr_binding";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(GET, "/_ctr/binding"),
        new Route(GET, PATH),
        new Route(PUT, PATH),
        new Route(DELETE, PATH));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String alias = request.param("alias");
    if (request.method() == GET) {
      GetExperimentsRequest get =
          new GetExperimentsRequest(GetExperimentsRequest.Of.BINDINGS, alias, null);
      return channel ->
          client.execute(
              TransportGetExperimentsAction.TYPE, get, new RestToXContentListener<>(channel));
    }
    ExperimentChange change =
        request.method() == PUT
            ? new ExperimentChange.Bind(alias, model(request))
            : new Step(Step.Kind.UNBIND, alias);
    CheckedChangeRequest checked =
        new CheckedChangeRequest(change, RestUtils.getAckTimeout(request));
    return channel ->
        client.execute(
            TransportCheckedChangeAction.TYPE, checked, new RestToXContentListener<>(channel));
  }

  private static String model(RestRequest request) throws IOException {
    try (XContentParser parser = request.contentParser()) {
      Map<String, Object> body = parser.map();
      if (!body.keySet().equals(Set.of(MODEL)) || !(body.get(MODEL) instanceof String model)) {
        throw new IllegalArgumentException(
            "body has members "
                + body.keySet()
                + "; expected [model], the id of a model, an alias of models, or [_none]");
      }
      return model;
    }
  }
}
