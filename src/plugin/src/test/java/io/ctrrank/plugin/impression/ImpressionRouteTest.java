package io.ctrrank.plugin.impression;

import static org.assertj.core.api.BDDAssertions.then;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.cluster.ClusterName;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.AliasMetadata;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.cluster.metadata.ProjectId;
import org.elasticsearch.cluster.metadata.ProjectMetadata;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodeUtils;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.routing.GlobalRoutingTable;
import org.elasticsearch.cluster.routing.IndexRoutingTable;
import org.elasticsearch.cluster.routing.RecoverySource;
import org.elasticsearch.cluster.routing.RoutingTable;
import org.elasticsearch.cluster.routing.ShardRouting;
import org.elasticsearch.cluster.routing.UnassignedInfo;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.index.shard.ShardId;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.transport.ActionNotFoundTransportException;
import org.elasticsearch.transport.NodeDisconnectedException;
import org.elasticsearch.transport.NodeNotConnectedException;
import org.elasticsearch.transport.RemoteTransportException;

/** To which node pages go that were shown. */
public final class ImpressionRouteTest extends ESTestCase {
  private static final String STREAM = "ctr-impressions";
  private static final String INDEX = "events-1";
  private static final String HERE = "here";

  public void testNodeWithThePrimaryShard_isTheKeeper_byWhateverNameTheStreamGoes() {
    then(keeper(STREAM, node("there", "9"), true)).contains("there");
    then(keeper(INDEX, node("there", "9"), true)).contains("there");
  }

  public void testNodeOfAReleaseBefore_isNotAskedForWhatItDoesNotKnow() {
    then(keeper(STREAM, node("there", "8"), true)).isEmpty();
  }

  public void testOwnShard_startingShard_noStream_areThisNodesWork() {
    then(keeper(STREAM, node(HERE, "9"), true)).isEmpty();
    then(keeper(STREAM, node("there", "9"), false)).isEmpty();
    then(keeper("another", node("there", "9"), true)).isEmpty();
  }

  public void testFailuresBeforeAnythingIsWritten_areTold_fromThoseThatMayComeAfter() {
    DiscoveryNode there = node("there", "9");
    for (Exception before :
        List.of(
            new NodeNotConnectedException(there, "gone"),
            new ActionNotFoundTransportException("internal:ctr/impression_pages"),
            new CircuitBreakingException("full", CircuitBreaker.Durability.TRANSIENT),
            new EsRejectedExecutionException("full"))) {
      then(ImpressionRoute.wroteNothing(before)).as("%s", before).isTrue();
      then(ImpressionRoute.wroteNothing(new RemoteTransportException("there", before)))
          .as("%s over there", before)
          .isTrue();
    }
    for (Exception after :
        List.of(
            new NodeDisconnectedException(there, "internal:ctr/impression_pages"),
            new RemoteTransportException("there", new IllegalStateException("bug")))) {
      then(ImpressionRoute.wroteNothing(after)).as("%s", after).isFalse();
    }
  }

  private static Optional<String> keeper(String stream, DiscoveryNode keeper, boolean started) {
    IndexMetadata index =
        IndexMetadata.builder(INDEX)
            .settings(
                Settings.builder()
                    .put(IndexMetadata.SETTING_VERSION_CREATED, IndexVersion.current()))
            .numberOfShards(1)
            .numberOfReplicas(0)
            .putAlias(AliasMetadata.builder(STREAM).writeIndex(true).build())
            .build();
    ProjectMetadata project = ProjectMetadata.builder(ProjectId.DEFAULT).put(index, true).build();
    DiscoveryNodes.Builder nodes = DiscoveryNodes.builder().add(node(HERE, "9"));
    if (!keeper.getId().equals(HERE)) {
      nodes.add(keeper);
    }
    ClusterState cluster =
        ClusterState.builder(ClusterName.DEFAULT)
            .nodes(nodes.localNodeId(HERE))
            .putProjectMetadata(project)
            .routingTable(
                GlobalRoutingTable.builder()
                    .put(
                        ProjectId.DEFAULT,
                        RoutingTable.builder()
                            .add(
                                IndexRoutingTable.builder(index.getIndex())
                                    .addShard(shard(index, keeper, started))))
                    .build())
            .build();
    return ImpressionRoute.keeper(cluster, project, stream).map(DiscoveryNode::getId);
  }

  private static ShardRouting shard(IndexMetadata index, DiscoveryNode node, boolean started) {
    ShardRouting starting =
        ShardRouting.newUnassigned(
                new ShardId(index.getIndex(), 0),
                true,
                RecoverySource.EmptyStoreRecoverySource.INSTANCE,
                new UnassignedInfo(UnassignedInfo.Reason.INDEX_CREATED, "test"),
                ShardRouting.Role.DEFAULT)
            .initialize(node.getId(), null, 0);
    return started ? starting.moveToStarted(0) : starting;
  }

  private static DiscoveryNode node(String id, String wire) {
    return DiscoveryNodeUtils.builder(id).attributes(Map.of("ctr_wire", wire)).build();
  }
}
