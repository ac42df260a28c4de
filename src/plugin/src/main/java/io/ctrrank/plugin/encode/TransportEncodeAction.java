package io.ctrrank.plugin.encode;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.runtime.encode.EncodeQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ElasticsearchTimeoutException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.HandledTransportAction;
import org.elasticsearch.action.support.ListenerTimeouts;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;
import org.jspecify.annotations.Nullable;

/**
 * Encodes for other nodes: their texts join those of all others in the queue of the model's
 * encoder, which makes batches of them. A full queue is an error at once, so that the asker tries
 * another node.
 */
public final class TransportEncodeAction
    extends HandledTransportAction<EncodeRequest, EncodeResponse> {
  /** The action; nodes call it, users cannot. */
  public static final ActionType<EncodeResponse> TYPE = new ActionType<>("internal:ctr/encode");

  private static final short[] NO_VECTOR = {};

  private final ThreadPool threads;
  private final ModelRegistry models;
  private final RemoteCounts counts;

  /** Made by Elasticsearch. */
  @Inject
  public TransportEncodeAction(
      TransportService transport,
      ActionFilters filters,
      ThreadPool threads,
      ModelRegistry models,
      RemoteCounts counts,
      EncoderRouter router) {
    super(TYPE.name(), transport, filters, EncodeRequest::new, EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.threads = threads;
    this.models = models;
    this.counts = counts;
    router.start(transport);
  }

  @Override
  protected void doExecute(
      Task task, EncodeRequest request, ActionListener<EncodeResponse> listener) {
    EncodeQueue queue = models.encoder(request.embeddingVersion()).orElse(null);
    if (queue == null) {
      counts.addRefused(request.texts().size());
      listener.onFailure(
          new ElasticsearchStatusException(
              "no model of embedding version ["
                  + request.embeddingVersion()
                  + "] serves on this encoder node",
              RestStatus.NOT_FOUND));
      return;
    }
    List<CompletableFuture<short[]>> vectors =
        request.texts().stream()
            .map(
                text ->
                    request.side() == EncodeRequest.Side.ITEM ? queue.item(text) : queue.user(text))
            .toList();
    ActionListener<EncodeResponse> inTime =
        ListenerTimeouts.wrapWithTimeout(
            threads,
            TimeValue.timeValueMillis(request.remaining().toMillis()),
            threads.generic(),
            listener,
            // It hands its own listener over, which is done.
            late -> answerLate(request, vectors, listener));
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(vectors.toArray(CompletableFuture[]::new))
            .handle(
                (done, failure) -> {
                  answer(request, vectors, failure, inTime);
                  return null;
                });
  }

  /** What is not there yet is not encoded any more, unless others wait for it. */
  private void answerLate(
      EncodeRequest request,
      List<CompletableFuture<short[]>> vectors,
      ActionListener<EncodeResponse> listener) {
    vectors.forEach(vector -> vector.cancel(false));
    List<short[]> some =
        vectors.stream()
            .map(vector -> vector.isCompletedExceptionally() ? NO_VECTOR : vector.join())
            .toList();
    int served = (int) some.stream().filter(vector -> vector.length > 0).count();
    if (request.takesSome() && served > 0) {
      counts.addServed(served);
      ActionListener.respondAndRelease(listener, new EncodeResponse(some));
      return;
    }
    counts.addRefused(request.texts().size());
    listener.onFailure(
        new ElasticsearchTimeoutException(
            "the encoder had no time for [" + request.texts().size() + "] texts"));
  }

  private void answer(
      EncodeRequest request,
      List<CompletableFuture<short[]>> vectors,
      @Nullable Throwable failure,
      ActionListener<EncodeResponse> listener) {
    if (failure == null) {
      counts.addServed(request.texts().size());
      ActionListener.respondAndRelease(
          listener, new EncodeResponse(vectors.stream().map(CompletableFuture::join).toList()));
      return;
    }
    if (vectors.stream().anyMatch(CompletableFuture::isCancelled)) {
      // Answered when the time was up.
      return;
    }
    counts.addRefused(request.texts().size());
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    listener.onFailure(
        new ElasticsearchException("the encoder did not take the texts: " + cause, cause));
  }
}
