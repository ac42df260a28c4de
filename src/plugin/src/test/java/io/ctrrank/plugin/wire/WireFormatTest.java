package io.ctrrank.plugin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodeRole;
import org.elasticsearch.cluster.node.DiscoveryNodeUtils;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.junit.jupiter.api.Test;

final class WireFormatTest {
  private static final String NEWEST = Integer.toString(WireFormat.CURRENT);

  @Test
  void allNodesOfThisRelease_speakTheNewest() {
    assertThat(spoken(data("a", NEWEST), data("b", NEWEST))).isEqualTo(WireFormat.CURRENT);
  }

  @Test
  void oneOlderNode_isSpokenToInItsFormat() {
    assertThat(spoken(data("a", NEWEST), data("b", "3"))).isEqualTo(3);
  }

  @Test
  void nodeThatAnnouncesNothing_isOfAReleaseBeforeThat() {
    DiscoveryNode silent =
        DiscoveryNodeUtils.builder("b").roles(Set.of(DiscoveryNodeRole.DATA_ROLE)).build();

    assertThat(spoken(data("a", NEWEST), silent)).isEqualTo(WireFormat.OLDEST);
  }

  @Test
  void newerNodes_readThis() {
    assertThat(spoken(data("a", NEWEST), data("b", "9"))).isEqualTo(WireFormat.CURRENT);
  }

  @Test
  void nodesThatCannotBeSpokenToAnyMore_getTheOldestAndRefuseIt() {
    assertThat(spoken(data("a", "1"))).isEqualTo(WireFormat.OLDEST);
    assertThat(spoken(data("a", "new"))).isEqualTo(WireFormat.OLDEST);
  }

  @Test
  void nodesWithoutData_doNotCount() {
    DiscoveryNode master =
        DiscoveryNodeUtils.builder("m").roles(Set.of(DiscoveryNodeRole.MASTER_ROLE)).build();

    assertThat(spoken(data("a", NEWEST), master)).isEqualTo(WireFormat.CURRENT);
  }

  @Test
  void nodeThatJoins_isSeen() {
    AtomicReference<DiscoveryNodes> cluster = new AtomicReference<>(nodes(data("a", NEWEST)));
    WireFormat format = new WireFormat(cluster::get);
    assertThat(format.spoken()).isEqualTo(WireFormat.CURRENT);

    cluster.set(nodes(data("a", NEWEST), data("b", "3")));

    assertThat(format.spoken()).isEqualTo(3);
  }

  private static int spoken(DiscoveryNode... nodes) {
    return new WireFormat(() -> nodes(nodes)).spoken();
  }

  private static DiscoveryNodes nodes(DiscoveryNode... nodes) {
    DiscoveryNodes.Builder builder = DiscoveryNodes.builder();
    for (DiscoveryNode node : nodes) {
      builder.add(node);
    }
    return builder.build();
  }

  private static DiscoveryNode data(String id, String format) {
    return DiscoveryNodeUtils.builder(id)
        .roles(Set.of(DiscoveryNodeRole.DATA_ROLE))
        .attributes(Map.of(WireFormat.ATTRIBUTE, format))
        .build();
  }
}
