package io.ctrrank.plugin.answer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.impression.EventStreams;
import io.ctrrank.plugin.impression.ImpressionLog;
import io.ctrrank.plugin.impression.ImpressionRoute;
import io.ctrrank.plugin.rescore.OuterSearches;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.MultiSearchRequest;
import org.elasticsearch.action.search.MultiSearchResponse;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.TransportMultiSearchAction;
import org.elasticsearch.action.search.TransportSearchAction;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.project.DefaultProjectResolver;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.index.query.MatchAllQueryBuilder;
import org.elasticsearch.search.SearchHits;
import org.elasticsearch.search.SearchResponseUtils;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.retriever.StandardRetrieverBuilder;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.After;
import org.junit.Before;

/** Searches under a retriever, whose own searches are answered in whatever context. */
public final class CtrAnswerFilterTest extends ESTestCase {
  private final ThreadPool threads = new TestThreadPool("CtrAnswerFilterTest");
  private final ThreadContext context = threads.getThreadContext();
  private final CtrMultiAnswerFilter inner = new CtrMultiAnswerFilter(context);
  private ImpressionLog impressions;
  private CtrAnswerFilter filter;

  @Before
  public void makeFilter() {
    DynamicSettings settings =
        new DynamicSettings(new ClusterSettings(Settings.EMPTY, Set.copyOf(DynamicSettings.all())));
    Traffic traffic = new Traffic(Set::copyOf);
    Client client = new NoOpClient(threads);
    EventStreams streams =
        new EventStreams(settings, traffic, client, DefaultProjectResolver.INSTANCE);
    WireFormat wire = new WireFormat(() -> DiscoveryNodes.EMPTY_NODES);
    ImpressionRoute nowhere =
        new ImpressionRoute(
            () -> ClusterState.EMPTY_STATE, DefaultProjectResolver.INSTANCE, threads);
    impressions = new ImpressionLog(settings, traffic, wire, streams, nowhere, client, threads);
    filter = new CtrAnswerFilter(context, new OuterSearches(context), impressions);
  }

  @After
  public void closeThreads() {
    impressions.close();
    terminate(threads);
  }

  /** The thread that starts the inner search goes on when that is faster than it. */
  public void testRetriever_innerSearchLeavesNoHeadersInTheContext_areToldNevertheless() {
    Map<String, List<String>> headers =
        answered(
            listener -> {
              // What the answer leaves in its own context is gone with that.
              try (ThreadContext.StoredContext before = context.stashContext()) {
                listener.run();
              }
            });

    then(headers).containsEntry(AnswerHeaders.DEGRADED, List.of("late"));
  }

  public void testRetriever_innerSearchGoesOnInItsOwnContext_areToldOnce() {
    Map<String, List<String>> headers = answered(Runnable::run);

    then(headers).containsEntry(AnswerHeaders.DEGRADED, List.of("late"));
  }

  /** How the inner search's answer comes. */
  private interface Coming {
    void come(Runnable answer);
  }

  /** Response headers that the search is answered with. */
  private Map<String, List<String>> answered(Coming coming) {
    AtomicReference<Map<String, List<String>>> told = new AtomicReference<>();
    SearchSourceBuilder source =
        new SearchSourceBuilder()
            .retriever(new StandardRetrieverBuilder(new MatchAllQueryBuilder()));
    filter.<SearchRequest, SearchResponse>apply(
        task(),
        TransportSearchAction.NAME,
        new SearchRequest("ads").source(source),
        ActionListener.wrap(
            response -> told.set(context.getResponseHeaders()),
            e -> {
              throw new AssertionError(e);
            }),
        (task, action, request, listener) -> {
          inner.<MultiSearchRequest, MultiSearchResponse>apply(
              task(),
              TransportMultiSearchAction.NAME,
              new MultiSearchRequest(),
              ActionListener.noop(),
              (innerTask, innerAction, innerRequest, innerListener) -> {
                AnswerHeaders around = AnswerHeaders.around(context);
                coming.come(
                    () -> {
                      AnswerHeaders own = new AnswerHeaders();
                      own.addReasons(List.of("late"));
                      own.send(around, context);
                      innerListener.onResponse(null);
                    });
              });
          SearchResponse response =
              SearchResponseUtils.successfulResponse(SearchHits.EMPTY_WITHOUT_TOTAL_HITS);
          try {
            listener.onResponse(response);
          } finally {
            response.decRef();
          }
        });
    return requireNonNull(told.get(), "no answer");
  }

  private static Task task() {
    return new Task(1, "transport", "search", "", null, Map.of());
  }
}
