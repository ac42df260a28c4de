package io.ctrrank.plugin.impression;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.elasticsearch.action.bulk.BulkShardRequest;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.test.ESIntegTestCase;
import org.elasticsearch.test.transport.MockTransportService;
import org.junit.After;
import org.junit.Before;

/** The node that keeps the stream makes the documents of what the other one showed. */
@ESIntegTestCase.ClusterScope(
    scope = ESIntegTestCase.Scope.SUITE,
    numDataNodes = 2,
    numClientNodes = 0,
    supportsDedicatedMasters = false)
public final class CtrImpressionRouteIT extends CtrIntegTestCase {
  private static final String WRITE = TransportWriteImpressionsAction.TYPE.name();

  private String keeper;
  private String searching;

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    return Stream.concat(
            Stream.of(MockTransportService.TestPlugin.class), super.nodePlugins().stream())
        .toList();
  }

  /** Makes the stream with a first search. */
  @Before
  public void start() throws Exception {
    List<String> nodes = List.of(internalCluster().getNodeNames());
    keeper = nodes.getFirst();
    searching = nodes.getLast();
    createAds("ads", 2, Ad.numbered(1, 12));
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'all'}}");
    EventIndices.put(internalCluster());
    createAdIndex(
        "ctr-impressions",
        1,
        Settings.builder().put("index.routing.allocation.require._name", keeper).build());
    show("first");
    EventIndices.impressions("first", 5);
  }

  @After
  public void deleteAll() throws Exception {
    MockTransportService.getInstance(searching).clearAllRules();
    MockTransportService.getInstance(keeper).clearAllRules();
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': null}}");
    EventIndices.delete();
  }

  public void testPages_travelToTheNodeThatKeepsTheStream_notTheirDocuments() throws Exception {
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    MockTransportService.getInstance(searching)
        .addSendBehavior(
            (connection, id, action, request, options) -> {
              if (action.equals(WRITE)) {
                sent.add(connection.getNode().getName());
              }
              if (request instanceof BulkShardRequest bulk
                  && bulk.shardId().getIndexName().equals("ctr-impressions")) {
                sent.add("documents");
              }
              connection.sendRequest(id, action, request, options);
            });

    show("second");

    EventIndices.impressions("second", 5);
    then(sent).isNotEmpty().containsOnly(keeper);
  }

  public void testKeeperWithTooMuchToDo_theNodeThatSearchesWritesItself() throws Exception {
    refuse(new EsRejectedExecutionException("too much to do"));

    show("second");

    EventIndices.impressions("second", 5);
  }

  public void testKeeperThatFails_mayHaveWritten_soThatNothingIsWrittenTwice() throws Exception {
    refuse(new IllegalStateException("of the test"));
    NodeCounts before = counts();

    show("second");

    assertBusy(
        () -> then(counts().since(before, "impressions.failed")).isEqualTo(5),
        60,
        TimeUnit.SECONDS);
    then(counts().since(before, "impressions.written")).isZero();
    MockTransportService.getInstance(keeper).clearAllRules();
    show("third");
    assertBusy(
        () -> then(counts().since(before, "impressions.written")).isEqualTo(5),
        60,
        TimeUnit.SECONDS);
  }

  private void refuse(RuntimeException failure) {
    MockTransportService.getInstance(keeper)
        .addRequestHandlingBehavior(
            WRITE, (handler, request, channel, task) -> channel.sendResponse(failure));
  }

  private void show(String queryId) throws IOException {
    try (RestClient node = createRestClient(searching)) {
      Hits hits =
          Hits.of(
              call(
                  node,
                  "POST",
                  "/ads/_search",
                  "{'size': 5, 'query': {'match_all': {}}, "
                      + rescore(12, "{'model': 'din', 'query_id': '" + queryId + "'}")
                      + "}"));
      then(hits.ids()).hasSize(5);
    }
  }
}
