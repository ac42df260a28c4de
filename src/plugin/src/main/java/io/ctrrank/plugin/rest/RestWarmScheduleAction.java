package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.warm.ChangeScheduleRequest;
import io.ctrrank.plugin.warm.GetSchedulesRequest;
import io.ctrrank.plugin.warm.HeadItems;
import io.ctrrank.plugin.warm.PutScheduleRequest;
import io.ctrrank.plugin.warm.TransportChangeScheduleAction;
import io.ctrrank.plugin.warm.TransportGetSchedulesAction;
import io.ctrrank.plugin.warm.TransportPutScheduleAction;
import io.ctrrank.plugin.warm.WarmSchedule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/**
 * {@code PUT}, {@code GET} and {@code DELETE /_ctr/model/{id}/_warm/_schedule}, {@code GET
 * /_ctr/warm_schedule}: warming up again and again.
 */
public final class RestWarmScheduleAction extends BaseRestHandler {
  private static final String ONE = "/_ctr/model/{id}/_warm/_schedule";
  private static final String INTERVAL = "interval";
  private static final String RATE = "items_per_second";

  @Override
  public String getName() {
    return "ctr_warm_schedule";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(PUT, ONE),
        new Route(GET, ONE),
        new Route(GET, "/_ctr/warm_schedule"),
        new Route(DELETE, ONE));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String id = request.param("id");
    if (request.method() == GET) {
      GetSchedulesRequest get = new GetSchedulesRequest(id);
      return channel ->
          client.execute(
              TransportGetSchedulesAction.TYPE, get, new RestToXContentListener<>(channel));
    }
    TimeValue timeout = RestUtils.getAckTimeout(request);
    if (request.method() == DELETE) {
      ChangeScheduleRequest delete = ChangeScheduleRequest.delete(id, timeout);
      return channel ->
          client.execute(
              TransportChangeScheduleAction.TYPE, delete, new RestToXContentListener<>(channel));
    }
    PutScheduleRequest put = new PutScheduleRequest(id, schedule(request), timeout);
    return channel ->
        client.execute(TransportPutScheduleAction.TYPE, put, new RestToXContentListener<>(channel));
  }

  private static WarmSchedule schedule(RestRequest request) throws IOException {
    try (XContentParser parser = request.contentParser()) {
      Map<String, Object> body = parser.map();
      HeadItems items = HeadItemsJson.read("body", body, Set.of(INTERVAL, RATE));
      if (!(body.get(INTERVAL) instanceof String interval)) {
        throw new IllegalArgumentException(
            "[interval] is [" + body.get(INTERVAL) + "]; expected a time such as [1h]");
      }
      Object rate = body.getOrDefault(RATE, Double.POSITIVE_INFINITY);
      if (!(rate instanceof Number number)) {
        throw new IllegalArgumentException(
            "[" + RATE + "] is [" + rate + "]; expected a number above 0");
      }
      return new WarmSchedule(
          items, number.doubleValue(), TimeValue.parseTimeValue(interval, INTERVAL));
    }
  }
}
