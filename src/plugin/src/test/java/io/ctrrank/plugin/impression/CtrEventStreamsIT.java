package io.ctrrank.plugin.impression;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.client.Response;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.ClusterStateUpdateTask;
import org.elasticsearch.cluster.metadata.DataStream;
import org.elasticsearch.cluster.metadata.ProjectId;
import org.elasticsearch.cluster.metadata.ProjectMetadata;
import org.elasticsearch.cluster.service.ClusterService;
import org.junit.After;

/** Streams that are in the way: of an earlier release's template, or closed to writers. */
public final class CtrEventStreamsIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 12);
  private static final String CLICKS = "ctr-clicks";

  @After
  public void deleteAll() throws Exception {
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': null}}");
    forget(CLICKS);
    call("DELETE", "/ctr-*,.ds-ctr-*?expand_wildcards=all", "");
    call("DELETE", "/_index_template/*", "");
  }

  public void testTemplateOfAnEarlierRelease_isReplaced_andItsStreamsAreRolledOver()
      throws Exception {
    call(
        "PUT",
        "/_index_template/" + EventStreams.TEMPLATE,
        "{'index_patterns': ['ctr-impressions*', 'ctr-clicks*'], 'data_stream': {}, 'priority':"
            + " 100, 'version': 3, 'template': {'mappings': {'properties': {'action_name':"
            + " {'type': 'keyword'}}}}}");
    call("POST", "/ctr-clicks/_doc", "{'@timestamp': '2026-11-26T12:00:00Z'}");
    String older = requireNonNull(project().dataStreams().get(CLICKS)).getWriteIndex().getName();

    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'all'}}");

    assertBusy(
        () -> {
          // One state for both: the node that a second request reaches may not know the index yet.
          ProjectMetadata project = project();
          DataStream clicks = requireNonNull(project.dataStreams().get(CLICKS));
          then(clicks.getIndices()).hasSize(2);
          String newer = clicks.getWriteIndex().getName();
          then(newer).isNotEqualTo(older);
          then(requireNonNull(project.index(newer).mapping()).sourceAsMap().toString())
              .contains("timestamp={type=date, index=false}")
              .contains("user_id={type=keyword, index=false}");
        },
        60,
        TimeUnit.SECONDS);
  }

  public void testStreamThatTakesNoWrites_failsNoSearch_andIsCounted() throws Exception {
    createAds("ads", 2, ADS);
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'all'}}");
    EventIndices.put(internalCluster());
    then(shown("first")).hasSize(5);
    EventIndices.impressions("first", 5);
    call("PUT", "/ctr-impressions/_settings", "{'index.blocks.write': true}");
    NodeCounts before = counts();

    then(shown("second")).hasSize(5);

    assertBusy(
        () -> then(counts().since(before, "impressions.failed")).isEqualTo(5),
        60,
        TimeUnit.SECONDS);
    then(counts().since(before, "impressions.written")).isZero();
    call("PUT", "/ctr-impressions/_settings", "{'index.blocks.write': false}");
    then(shown("third")).hasSize(5);
    assertBusy(
        () -> then(counts().since(before, "impressions.written")).isEqualTo(5),
        60,
        TimeUnit.SECONDS);
  }

  private static List<String> shown(String queryId) throws IOException {
    Response response =
        respond(
            "POST",
            "/ads/_search",
            "{'size': 5, 'query': {'match_all': {}}, "
                + rescore(12, "{'model': 'din', 'query_id': '" + queryId + "'}")
                + "}");
    then(response.getHeader("X-Ctr-Query-Id")).isEqualTo(queryId);
    return Hits.of(json(response)).ids();
  }

  private static ProjectMetadata project() {
    return client()
        .admin()
        .cluster()
        .prepareState(TEST_REQUEST_TIMEOUT)
        .get()
        .getState()
        .metadata()
        .getProject(ProjectId.DEFAULT);
  }

  /** Nodes of the test framework cannot delete data streams: their indices are made ordinary. */
  private static void forget(String stream) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    internalCluster()
        .getCurrentMasterNodeInstance(ClusterService.class)
        .submitUnbatchedStateUpdateTask(
            "forget " + stream,
            new ClusterStateUpdateTask() {
              @Override
              public ClusterState execute(ClusterState state) {
                ProjectMetadata project = state.metadata().getProject(ProjectId.DEFAULT);
                return project.dataStreams().containsKey(stream)
                    ? ClusterState.builder(state)
                        .putProjectMetadata(
                            ProjectMetadata.builder(project).removeDataStream(stream))
                        .build()
                    : state;
              }

              @Override
              public void clusterStateProcessed(ClusterState before, ClusterState after) {
                done.countDown();
              }

              @Override
              public void onFailure(Exception e) {
                throw new AssertionError(e);
              }
            });
    then(done.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
