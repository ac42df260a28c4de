package io.ctrrank.plugin.testing;

import java.util.function.Function;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.ThreadPool;

/** A client that answers searches with what it is given, on the caller's thread. */
public final class SearchClient extends NoOpClient {
  private final Function<SearchRequest, SearchResponse> answer;

  /** Answers with {@code answer}, or fails with what that throws. */
  public SearchClient(ThreadPool threads, Function<SearchRequest, SearchResponse> answer) {
    super(threads);
    this.answer = answer;
  }

  @Override
  @SuppressWarnings("unchecked")
  protected <Q extends ActionRequest, R extends ActionResponse> void doExecute(
      ActionType<R> action, Q request, ActionListener<R> listener) {
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
