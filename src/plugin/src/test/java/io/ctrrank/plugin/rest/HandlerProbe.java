package io.ctrrank.plugin.rest;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestRequest.Method;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.tasks.TaskId;
import org.elasticsearch.test.rest.FakeRestChannel;
import org.elasticsearch.test.rest.FakeRestRequest;
import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xcontent.XContentType;

/** Asks a handler without a node, to see what it reads of a request. */
final class HandlerProbe {
  private HandlerProbe() {}

  /**
   * The parameters that a handler reads, parts of the path among them, whether they are given or
   * not.
   *
   * @param given parameters and parts with their values
   * @param body empty for none
   * @throws IllegalArgumentException if the handler does not read all that is given
   */
  static Set<String> parametersRead(
      RestHandler handler, Method method, Map<String, String> given, String body) throws Exception {
    FakeRestRequest.Builder builder =
        new FakeRestRequest.Builder(NamedXContentRegistry.EMPTY)
            .withMethod(method)
            .withParams(given);
    if (!body.isEmpty()) {
      builder.withContent(new BytesArray(body), XContentType.JSON);
    }
    FakeRestRequest request = builder.build();
    handler.handleRequest(request, new FakeRestChannel(request, true), new DeafClient());
    // Elasticsearch has it to refuse what is not read, and shows it to nobody else.
    Field consumed = RestRequest.class.getDeclaredField("consumedParams");
    consumed.setAccessible(true);
    Set<String> read = new TreeSet<>();
    ((Set<?>) consumed.get(request)).forEach(name -> read.add(String.valueOf(name)));
    return read;
  }

  /** Never answers. */
  private static final class DeafClient extends NodeClient {
    private DeafClient() {
      super(Settings.EMPTY, null, null);
    }

    @Override
    public <Q extends ActionRequest, A extends ActionResponse> void doExecute(
        ActionType<A> action, Q request, ActionListener<A> listener) {}

    @Override
    public <Q extends ActionRequest, A extends ActionResponse> Task executeLocally(
        ActionType<A> action, Q request, ActionListener<A> listener) {
      return new CancellableTask(1, "test", action.name(), "", TaskId.EMPTY_TASK_ID, Map.of());
    }

    @Override
    public String getLocalNodeId() {
      return "here";
    }
  }
}
