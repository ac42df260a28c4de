package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.POST;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.lifecycle.ChangeTableRequest;
import io.ctrrank.plugin.lifecycle.PutAliasRequest;
import io.ctrrank.plugin.lifecycle.PutAliasRequest.LeastCoverage;
import io.ctrrank.plugin.lifecycle.RollBackAliasRequest;
import io.ctrrank.plugin.lifecycle.TableChange;
import io.ctrrank.plugin.lifecycle.TransportChangeTableAction;
import io.ctrrank.plugin.lifecycle.TransportPutAliasAction;
import io.ctrrank.plugin.lifecycle.TransportRollBackAliasAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT} and {@code DELETE /_ctr/alias/{name}}, {@code POST /_ctr/alias/{name}/_rollback}:
 * names that requests may use in place of a model's id.
 */
public final class RestAliasAction extends BaseRestHandler {
  private static final String MODEL = "model";
  private static final String COVERAGE = "coverage";
  private static final String LEAST = "least";

  @Override
  public String getName() {
    return "ctr_alias";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(PUT, "/_ctr/alias/{name}"),
        new Route(DELETE, "/_ctr/alias/{name}"),
        new Route(POST, "/_ctr/alias/{name}/_rollback"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String name = request.param("name");
    TimeValue timeout = RestUtils.getAckTimeout(request);
    return switch (request.method()) {
      case PUT -> {
        PutAliasRequest put = put(request, name, timeout);
        yield channel ->
            client.execute(
                TransportPutAliasAction.TYPE, put, new RestToXContentListener<>(channel));
      }
      case DELETE -> delete(client, name, timeout);
      case POST -> {
        RollBackAliasRequest back = new RollBackAliasRequest(name, timeout);
        yield channel ->
            client.execute(
                TransportRollBackAliasAction.TYPE, back, new RestToXContentListener<>(channel));
      }
      default -> throw new IllegalStateException("no route for " + request.method());
    };
  }

  private static RestChannelConsumer delete(NodeClient client, String name, TimeValue timeout) {
    ChangeTableRequest request =
        new ChangeTableRequest(TableChange.deleteAlias(name), timeout, timeout);
    return channel ->
        client.execute(
            TransportChangeTableAction.TYPE, request, new RestToXContentListener<>(channel));
  }

  private static PutAliasRequest put(RestRequest request, String name, TimeValue timeout)
      throws IOException {
    try (XContentParser parser = request.contentParser()) {
      Map<String, Object> body = parser.map();
      if (!Set.of(MODEL, COVERAGE).containsAll(body.keySet())
          || !(body.get(MODEL) instanceof String model)) {
        throw new IllegalArgumentException(
            "body has members "
                + body.keySet()
                + "; expected [model], the id of a model, and perhaps [coverage]");
      }
      Optional<LeastCoverage> coverage =
          body.containsKey(COVERAGE) ? Optional.of(coverage(body.get(COVERAGE))) : Optional.empty();
      return new PutAliasRequest(name, model, coverage, timeout);
    }
  }

  private static LeastCoverage coverage(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException("[coverage] is [" + value + "]; expected an object");
    }
    Map<String, Object> members = new TreeMap<>();
    object.forEach((name, member) -> members.put(String.valueOf(name), member));
    if (!(members.get(LEAST) instanceof Number least)) {
      throw new IllegalArgumentException(
          "[coverage.least] is [" + members.get(LEAST) + "]; expected a share from 0 to 1");
    }
    return new LeastCoverage(
        HeadItemsJson.read("[coverage]", members, Set.of(LEAST)), least.doubleValue());
  }
}
