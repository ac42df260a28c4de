package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.demo.ServedModel;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator's first day: a node without models, a bundle copied to it, two restarts. */
@ExtendWith(SuiteNode.class)
final class RestartIT {
  private static final String INDEX = "ads";

  @Test
  void node_restarted_servesTheBundlesOfItsConfigFolder(Suite suite) throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    try (NodeFolder folder = NodeFolder.create(artifacts)) {
      try (LiveNode node = LiveNode.start(folder, List.of())) {
        assertThat(node.client().get("/_ctr/model").toString()).contains("\"models\":{}");
        AdsIndex.load(node.client(), INDEX, 1, suite.dataset().catalogue().items().subList(0, 50));
        NodeClient.Answer answer =
            node.client().send("POST", "/" + INDEX + "/_search", search().toString());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().toString()).contains("model [din] is not known", "restart");
      }
      folder.addBundle(artifacts.bundle("din"));
      String first = hitsAfterStart(folder);
      String second = hitsAfterStart(folder);
      assertThat(second).isEqualTo(first).contains("_score");
    }
  }

  private static String hitsAfterStart(NodeFolder folder) throws IOException, InterruptedException {
    try (LiveNode node = LiveNode.start(folder, List.of())) {
      assertThat(ServedModel.of(node.client(), "din").ready()).isTrue();
      return node.client()
          .post("/" + INDEX + "/_search", search())
          .getAsJsonObject("hits")
          .get("hits")
          .toString();
    }
  }

  private static JsonObject search() {
    JsonObject all = JsonParser.parseString("{\"match_all\": {}}").getAsJsonObject();
    JsonObject user = JsonParser.parseString("{\"history\": [\"1\", \"6\"]}").getAsJsonObject();
    return AdSearch.byCtr(AdSearch.search(all, 50), "din", user, 50);
  }
}
