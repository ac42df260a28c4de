package io.ctrrank.plugin.testing;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.impression.EventStreams;
import io.ctrrank.plugin.impression.ImpressionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.Strings;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.test.InternalTestCluster;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * Ordinary indices in the place of the data streams of events: nodes of the test framework cannot
 * delete data streams.
 */
public final class EventIndices {
  private static final String ORDINARY = "ordinary";

  private EventIndices() {}

  /**
   * Puts a template of ordinary indices, mapped as the plugin's own says, above the plugin's, as
   * soon as all nodes have heard of that: before it they log nothing.
   *
   * @param more names of indices beside those of the streams that are written by default
   */
  public static void put(InternalTestCluster cluster, String... more) throws Exception {
    for (String name : cluster.getNodeNames()) {
      ImpressionLog log = cluster.getInstance(ImpressionLog.class, name);
      ESTestCase.assertBusy(() -> then(log.isReady()).isTrue(), 60, TimeUnit.SECONDS);
    }
    Map<String, Object> templates =
        CtrIntegTestCase.call("GET", "/_index_template/" + EventStreams.TEMPLATE, "");
    Map<String, Object> template = Hits.objects(templates, "index_templates").getFirst();
    List<String> names = new ArrayList<>(List.of("ctr-impressions", "ctr-clicks"));
    names.addAll(List.of(more));
    CtrIntegTestCase.call(
        "PUT",
        "/_index_template/" + ORDINARY,
        "{'index_patterns': ['"
            + String.join("', '", names)
            + "'], 'priority': 200, 'template': {'mappings': "
            + Strings.toString(
                XContentFactory.jsonBuilder()
                    .map(Hits.object(template, "index_template.template.mappings")))
            + "}}");
  }

  /** Nothing is on its way: all that was written is on all copies, which a refresh shows. */
  public static void thenNothingWaits() throws IOException {
    NodeCounts counts = CtrIntegTestCase.counts();
    then(counts.sum("impressions.written")
            + counts.sum("impressions.repeated")
            + counts.sum("impressions.failed"))
        .isEqualTo(counts.sum("impressions.accepted"));
  }

  /** The impressions of a search in their order, as soon as there are that many. */
  public static List<Map<String, Object>> impressions(String queryId, int count) throws Exception {
    List<Map<String, Object>> events = new ArrayList<>();
    ESTestCase.assertBusy(
        () -> {
          thenNothingWaits();
          CtrIntegTestCase.call("POST", "/ctr-impressions*/_refresh", "");
          Hits hits =
              CtrIntegTestCase.search(
                  "ctr-impressions*",
                  "'size': 100, 'query': {'term': {'query_id': '" + queryId + "'}}");
          then(hits.hits()).hasSize(count);
          events.clear();
          hits.hits().forEach(hit -> events.add(Hits.object(hit, "_source")));
        },
        60,
        TimeUnit.SECONDS);
    events.sort(
        Comparator.comparing(
            event -> Hits.path(event, "event_attributes.position.ordinal", Integer.class)));
    return events;
  }

  /** Deletes events and templates when nobody writes any more. */
  public static void delete() throws Exception {
    ESTestCase.assertBusy(EventIndices::thenNothingWaits, 60, TimeUnit.SECONDS);
    CtrIntegTestCase.call("DELETE", "/ctr-*", "");
    CtrIntegTestCase.call("DELETE", "/_index_template/" + ORDINARY, "");
    CtrIntegTestCase.call("DELETE", "/_index_template/" + EventStreams.TEMPLATE, "");
  }
}
