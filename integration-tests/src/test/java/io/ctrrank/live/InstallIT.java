package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeFolder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InstallIT {
  @Test
  void plugin_installed_isLoaded() throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LiveNode node = LiveNode.start(folder, List.of())) {
      assertThat(node.client().get("/_nodes/plugins").toString()).contains("ctr-rank");
      System.out.println(node.log());
      System.out.println(node.pid() + " " + node.launcherPid());
    }
  }
}
