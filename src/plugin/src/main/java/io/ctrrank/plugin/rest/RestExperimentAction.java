package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.POST;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.experiment.CheckedChangeRequest;
import io.ctrrank.plugin.experiment.ExperimentChange;
import io.ctrrank.plugin.experiment.ExperimentChange.Step;
import io.ctrrank.plugin.experiment.GetExperimentsRequest;
import io.ctrrank.plugin.experiment.TransportCheckedChangeAction;
import io.ctrrank.plugin.experiment.TransportGetExperimentsAction;
import io.ctrrank.plugin.traffic.ExperimentJson;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/**
 * {@code GET}, {@code PUT} and {@code DELETE /_ctr/experiment/{name}}, {@code POST
 * /_ctr/experiment/{name}/_start} and {@code _stop}: splits of an alias's searches over models.
 */
public final class RestExperimentAction extends BaseRestHandler {
  private static final String PATH = "/_ctr/experiment/{name}";
  private static final String START = "/_start";

  @Override
  public String getName() {
    return "ctr_experiment";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(GET, "/_ctr/experiment"),
        new Route(GET, PATH),
        new Route(PUT, PATH),
        new Route(DELETE, PATH),
        new Route(POST, PATH + START),
        new Route(POST, PATH + "/_stop"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String name = request.param("name");
    if (request.method() == GET) {
      GetExperimentsRequest get =
          new GetExperimentsRequest(
              GetExperimentsRequest.Of.EXPERIMENTS, name, request.param("unit"));
      return channel ->
          client.execute(
              TransportGetExperimentsAction.TYPE, get, new RestToXContentListener<>(channel));
    }
    TimeValue timeout = RestUtils.getAckTimeout(request);
    CheckedChangeRequest change = new CheckedChangeRequest(change(request, name), timeout);
    return channel ->
        client.execute(
            TransportCheckedChangeAction.TYPE, change, new RestToXContentListener<>(channel));
  }

  private static ExperimentChange change(RestRequest request, String name) throws IOException {
    return switch (request.method()) {
      case PUT -> {
        try (XContentParser parser = request.contentParser()) {
          yield new ExperimentChange.Put(ExperimentJson.read(parser, name));
        }
      }
      case DELETE -> new Step(Step.Kind.DELETE, name);
      case POST -> new Step(isStart(request.path()) ? Step.Kind.START : Step.Kind.STOP, name);
      default -> throw new IllegalStateException("no route for " + request.method());
    };
  }

  /** Elasticsearch routes a path with slashes at its end as one without. */
  private static boolean isStart(String path) {
    return path.replaceFirst("/+$", "").endsWith(START);
  }
}
