package io.ctrrank.plugin.testing;

import java.util.function.Function;
import org.elasticsearch.ElasticsearchSecurityException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * A client that answers searches with what it is given, and allows or refuses all else, on the
 * caller's thread.
 */
public final class SearchClient extends NoOpClient {
  private final Function<SearchRequest, SearchResponse> answer;
  private final boolean allows;

  /** Answers with {@code answer}, or fails with what that throws. */
  public SearchClient(ThreadPool threads, Function<SearchRequest, SearchResponse> answer) {
    this(threads, answer, true);
  }

  /**
   * @param allows whether the caller may do what is not a search
   */
  public SearchClient(
      ThreadPool threads, Function<SearchRequest, SearchResponse> answer, boolean allows) {
    super(threads);
    this.answer = answer;
    this.allows = allows;
  }

  @Override
  @SuppressWarnings("unchecked")
  protected <Q extends ActionRequest, R extends ActionResponse> void doExecute(
      ActionType<R> action, Q request, ActionListener<R> listener) {
    if (!(request instanceof SearchRequest)) {
      if (allows) {
        listener.onResponse((R) AcknowledgedResponse.TRUE);
      } else {
        listener.onFailure(new ElasticsearchSecurityException(action.name(), RestStatus.FORBIDDEN));
      }
      return;
    }
    SearchResponse response;
    try {
      response = answer.apply((SearchRequest) request);
    } catch (RuntimeException e) {
      // Clients throw no exceptions; errors go up.
      listener.onFailure(e);
      return;
    }
    ActionListener.respondAndRelease(listener, (R) response);
  }
}
