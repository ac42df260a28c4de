package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.testing.SearchClient;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.elasticsearch.ElasticsearchTimeoutException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.SearchHits;
import org.elasticsearch.search.SearchResponseUtils;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.After;

public final class ProfileItemsTest extends ESTestCase {
  private static final FeatureSchema SCHEMA = BundleFixtures.msd("m").schema();
  private static final List<String> INDICES = List.of("ads");

  private final ThreadPool threads = new TestThreadPool("ProfileItemsTest");

  @After
  public void stop() {
    terminate(threads);
  }

  public void testFind_tellsTitlesAndCategories_andEndsTheSearchInTime() {
    AtomicReference<SearchRequest> asked = new AtomicReference<>();
    SearchClient client =
        new SearchClient(
            threads,
            request -> {
              asked.set(request);
              return found();
            });

    Map<String, ProfileText.Item> items =
        new ProfileItems(client, SCHEMA, INDICES).find(List.of("i1"));

    then(items).containsEntry("i1", new ProfileText.Item("red hats", List.of("hats")));
    then(requireNonNull(asked.get()).source().timeout()).isEqualTo(TimeValue.timeValueSeconds(30));
  }

  public void testAnswerThatComesTooLate_isReleased() {
    AtomicReference<ActionListener<SearchResponse>> waiting = new AtomicReference<>();
    ProfileItems items =
        new ProfileItems(
            new SlowClient(threads, waiting), SCHEMA, INDICES, TimeValue.timeValueMillis(1));
    expectThrows(ElasticsearchTimeoutException.class, () -> items.find(List.of("i1")));

    SearchResponse late = found();
    ActionListener.respondAndRelease(requireNonNull(waiting.get(), "nobody asked"), late);

    then(late.hasReferences()).isFalse();
  }

  private static SearchResponse found() {
    SearchHit hit = SearchHit.unpooled(0, "i1");
    hit.setDocumentField(new DocumentField(SCHEMA.itemIdField(), List.of("i1")));
    hit.sourceRef(new BytesArray("{\"title\": \"red hats\", \"category\": \"hats\"}"));
    SearchHits hits = new SearchHits(new SearchHit[] {hit}, null, 0);
    try {
      return SearchResponseUtils.successfulResponse(hits);
    } finally {
      hits.decRef();
    }
  }

  /** Answers when the test says so. */
  private static final class SlowClient extends NoOpClient {
    private final AtomicReference<ActionListener<SearchResponse>> waiting;

    SlowClient(ThreadPool threads, AtomicReference<ActionListener<SearchResponse>> waiting) {
      super(threads);
      this.waiting = waiting;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <Q extends ActionRequest, R extends ActionResponse> void doExecute(
        ActionType<R> action, Q request, ActionListener<R> listener) {
      waiting.set((ActionListener<SearchResponse>) listener);
    }
  }
}
