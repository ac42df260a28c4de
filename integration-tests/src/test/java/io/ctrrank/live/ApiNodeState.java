package io.ctrrank.live;

import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tests may leave behind in a cluster: all of it must be as it was. Data streams may stay, the
 * distribution that tests use cannot delete them.
 */
final class ApiNodeState {
  private static final List<String> KEPT =
      List.of(
          "/_cluster/settings",
          "/_cat/indices/*,-.ds-*?format=json&h=index&s=index",
          "/_cat/aliases?format=json&h=alias,index&s=alias,index",
          "/_ctr/alias",
          "/_ctr/binding",
          "/_ctr/experiment",
          "/_ctr/warm_schedule",
          "/_cat/ctr/models?format=json&s=id&h=id,aliases");

  private ApiNodeState() {}

  /** What there is, by the request that tells. */
  static Map<String, String> of(NodeClient client) throws IOException {
    Map<String, String> state = new TreeMap<>();
    for (String path : KEPT) {
      NodeClient.Answer answer = client.send("GET", path, null);
      if (answer.status() != 200) {
        throw new IOException("node answered [" + answer.status() + "] to [" + path + "]");
      }
      state.put(path, answer.body().toString());
    }
    return state;
  }
}
