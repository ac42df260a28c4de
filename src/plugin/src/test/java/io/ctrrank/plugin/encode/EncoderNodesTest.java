package io.ctrrank.plugin.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodeUtils;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class EncoderNodesTest {
  private final DiscoveryNode data = node("data", false);
  private final DiscoveryNode first = node("e1", true);
  private final DiscoveryNode second = node("e2", true);
  private DiscoveryNodes cluster = cluster(data, data, first, second);
  private long now;
  private final EncoderNodes nodes = new EncoderNodes(() -> cluster, () -> now);

  @Test
  void encoderNodes_areAskedInTurn() {
    assertThat(nodes.any()).isTrue();
    assertThat(nodes.inTurn()).containsExactly(first, second);
    assertThat(nodes.inTurn()).containsExactly(second, first);
    assertThat(nodes.inTurn()).containsExactly(first, second);
  }

  @Test
  void nodeThatFailed_comesLastForASecond_unlessItAnswers() {
    nodes.failed(first);

    assertThat(List.of(nodes.inTurn(), nodes.inTurn()))
        .containsExactly(List.of(second, first), List.of(second, first));
    assertThat(nodes.available()).containsExactly(second);
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(nodes.inTurn()).containsExactly(second, first);
    assertThat(nodes.available()).containsExactly(first, second);
    nodes.failed(second);
    nodes.answered(second);
    assertThat(nodes.available()).hasSize(2);
  }

  @Test
  void encoderNode_sendsNothingAway_norDoesAClusterWithoutAny() {
    cluster = cluster(first, data, first, second);
    assertThat(nodes.any()).isFalse();
    assertThat(nodes.inTurn()).isEmpty();

    cluster = cluster(data, data);
    assertThat(nodes.any()).isFalse();
  }

  @Test
  void nodesThatJoin_areSeen() {
    cluster = cluster(data, data, first);
    assertThat(nodes.inTurn()).containsExactly(first);

    cluster = cluster(data, data, first, second);
    assertThat(nodes.inTurn()).containsExactlyInAnyOrder(first, second);
  }

  private static DiscoveryNode node(String id, boolean encoder) {
    return DiscoveryNodeUtils.builder(id)
        .attributes(encoder ? Map.of("ctr_encoder", "true") : Map.of())
        .roles(Set.of())
        .build();
  }

  private static DiscoveryNodes cluster(DiscoveryNode local, DiscoveryNode... all) {
    DiscoveryNodes.Builder builder = DiscoveryNodes.builder().localNodeId(local.getId());
    for (DiscoveryNode node : all) {
      builder.add(node);
    }
    return builder.build();
  }
}
