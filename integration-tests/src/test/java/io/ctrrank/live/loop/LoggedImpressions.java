package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.node.NodeClient;
import java.io.IOException;

/** The log of impressions of a node. */
final class LoggedImpressions {
  private static final int ATTEMPTS = 300;
  private static final int PAUSE_MILLIS = 200;

  private LoggedImpressions() {}

  /** Waits until so many are in the log, and no more. */
  static void await(NodeClient client, int count) throws IOException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      client.post("/ctr-*/_refresh");
      int found = client.get("/ctr-impressions/_count").get("count").getAsInt();
      if (found >= count || attempt == ATTEMPTS) {
        assertThat(found).isEqualTo(count);
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
