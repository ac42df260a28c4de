package io.ctrrank.plugin.report;

import static org.assertj.core.api.BDDAssertions.then;
import static org.elasticsearch.test.hamcrest.ElasticsearchAssertions.assertAcked;

import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.plugin.report.ReportRequest.Logs;
import io.ctrrank.plugin.report.ReportRequest.Span;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.common.breaker.NoopCircuitBreaker;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.TaskId;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.XContentType;
import org.junit.After;
import org.junit.Before;

/**
 * Experiment {@code e1} with logs to report. Nodes of the test framework have no data streams, so
 * ordinary indices with their mapping stand in for them.
 */
public abstract class ReportIntegTestCase extends CtrIntegTestCase {
  static final String PATH = "/_ctr/experiment/e1/_report?";
  static final String SPAN = "from=2026-11-20&to=2026-11-23";
  static final ReportedExperiment EXPERIMENT =
      new ReportedExperiment(
          "e1",
          List.of(
              new ReportedExperiment.Arm("control", "din", 50),
              new ReportedExperiment.Arm("treatment", "msd", 30),
              new ReportedExperiment.Arm("holdout", "_none", 20)),
          0);

  static final ReportRequest REQUEST =
      new ReportRequest(
          "e1",
          new Span(null, "now", 24 * SimulatedLog.HOUR),
          new Logs("ctr-impressions", "ctr-clicks"),
          "",
          new Bootstrap(0, 1),
          false);
  SimulatedLog log = SimulatedLog.of(1, 0);
  BruteForce truth = new BruteForce(log);

  @Before
  public void startExperiment() throws Exception {
    call(
        "PUT",
        "/_ctr/experiment/e1",
        "{'alias': 'ads', 'arms': [{'name': 'control', 'model': 'din', 'share': 50},"
            + " {'name': 'treatment', 'model': 'msd', 'share': 30},"
            + " {'name': 'holdout', 'model': '_none', 'share': 20}]}");
    EventIndices.put(internalCluster());
  }

  @After
  public void clearCluster() throws Exception {
    call("DELETE", "/_ctr/experiment/e1", "");
    EventIndices.delete();
  }

  void writeLogs() {
    long seed = randomLong();
    log = SimulatedLog.of(seed, 1200);
    truth = new BruteForce(log);
    write("ctr-impressions", 3, log.impressions());
    write("ctr-clicks", 2, log.clicks());
  }

  void write(String index, int shards, List<Event> events) {
    assertAcked(
        prepareCreate(index)
            .setSettings(
                Settings.builder()
                    .put(indexSettings())
                    .put("index.number_of_shards", shards)
                    .put("index.number_of_replicas", 0)));
    ensureGreen(index);
    add(index, events.stream().map(Event::source).toList());
  }

  /** Writes documents and makes them visible. */
  static void add(String index, List<Map<String, Object>> sources) {
    if (sources.isEmpty()) {
      return;
    }
    BulkRequestBuilder bulk = client().prepareBulk().setRefreshPolicy(RefreshPolicy.IMMEDIATE);
    sources.forEach(source -> bulk.add(prepareIndex(index).setSource(source)));
    assertFalse(bulk.get().hasFailures());
  }

  static void thenRefused(int status, String message, String parameters) throws IOException {
    Failure failure = fail("GET", PATH + parameters, "");
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }

  static Means means(CancellableTask task) {
    return new Means(client(), client(), task, SimulatedLog.TO, 1);
  }

  static CancellableTask task() {
    return new CancellableTask(1, "test", "test", "", TaskId.EMPTY_TASK_ID, Map.of());
  }

  static Map<String, Object> read(PageSizes pages, CancellableTask task) throws IOException {
    try (OpenLogs logs = OpenLogs.of(means(task), REQUEST)) {
      return read(logs, pages, task);
    }
  }

  static Map<String, Object> read(OpenLogs logs, PageSizes pages, CancellableTask task)
      throws IOException {
    Reporter reporter =
        new Reporter(
            REQUEST,
            EXPERIMENT,
            new Period(SimulatedLog.FROM, SimulatedLog.TO, 24 * SimulatedLog.HOUR),
            user -> true,
            logs,
            task,
            new ReportMemory(new NoopCircuitBreaker("request"), "experiment [e1]", ""),
            pages);
    try (XContentBuilder builder = XContentFactory.jsonBuilder()) {
      new ReportJson(reporter.report()).write(builder);
      return XContentHelper.convertToMap(BytesReference.bytes(builder), true, XContentType.JSON)
          .v2();
    }
  }

  static double number(Map<String, Object> json, String member) {
    return Hits.path(json, member, Number.class).doubleValue();
  }

  static String text(Map<String, Object> json, String member) {
    return Hits.path(json, member, String.class);
  }

  static String warnings(Map<String, Object> report) {
    return Hits.path(report, "warnings", List.class).toString();
  }
}
