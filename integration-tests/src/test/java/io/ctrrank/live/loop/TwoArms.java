package io.ctrrank.live.loop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.Map;

/**
 * An experiment of two models with half of the users each.
 *
 * @param name of the experiment
 * @param control name of the control arm
 * @param treatment name of the other arm
 */
record TwoArms(String name, String control, String treatment) {
  /** Makes and starts one. */
  static TwoArms start(
      NodeClient client, String name, String alias, String controlModel, String treatmentModel)
      throws IOException {
    String body =
        """
        {"alias": "%s", "arms": [{"name": "control", "model": "%s", "share": 50},
         {"name": "treatment", "model": "%s", "share": 50}]}"""
            .formatted(alias, controlModel, treatmentModel);
    return start(client, name, JsonParser.parseString(body).getAsJsonObject());
  }

  /** Makes and starts one as it is defined. */
  static TwoArms start(NodeClient client, String name, JsonObject definition) throws IOException {
    client.put("/_ctr/experiment/" + name, definition);
    client.post("/_ctr/experiment/" + name + "/_start");
    JsonArray arms = definition.getAsJsonArray("arms");
    return new TwoArms(name, nameOf(arms.get(0)), nameOf(arms.get(1)));
  }

  private static String nameOf(JsonElement arm) {
    return arm.getAsJsonObject().get("name").getAsString();
  }

  /** What the control's users saw. */
  Shown control(Map<String, Shown> shown) {
    return Traffic.of(name + "/" + control, shown);
  }

  /** What the other users saw. */
  Shown treatment(Map<String, Shown> shown) {
    return Traffic.of(name + "/" + treatment, shown);
  }

  /**
   * Its report, until a moment from now: a node reads its clock only now and then.
   *
   * @param parameters such as {@code bootstrap=0}
   */
  JsonObject report(NodeClient client, String parameters) throws IOException {
    return client.get("/_ctr/experiment/" + name + "/_report?to=now%2B1m&" + parameters);
  }

  /** The lift of a metric in a report of two arms. */
  static JsonObject lift(JsonObject report, String metric) {
    for (JsonElement element : report.getAsJsonArray("lifts")) {
      JsonObject lift = element.getAsJsonObject();
      if (lift.get("metric").getAsString().equals(metric)) {
        return lift;
      }
    }
    throw new AssertionError("report has no lift of [" + metric + "]: " + report);
  }
}
