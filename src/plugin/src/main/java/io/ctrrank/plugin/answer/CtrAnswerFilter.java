package io.ctrrank.plugin.answer;

import io.ctrrank.plugin.impression.ImpressionLog;
import io.ctrrank.plugin.impression.Recording;
import io.ctrrank.plugin.request.OnFailure;
import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.Decisions;
import io.ctrrank.plugin.rescore.DegradedException;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.rescore.OuterSearches;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.Resolution;
import io.ctrrank.plugin.user.ResolvedUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.ShardSearchFailure;
import org.elasticsearch.action.search.TransportSearchAction;
import org.elasticsearch.action.support.ActionFilterChain;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.action.support.MappedActionFilter;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.tasks.Task;
import org.jspecify.annotations.Nullable;

/**
 * Tells in response headers which model ordered the hits of a search and why some could not be
 * predicted, and fails searches that want all or nothing when their time was over. A search under a
 * retriever is seen twice, as it is asked and as the search of hits that the retriever starts; the
 * rescorers are in the second. Stateless.
 */
public final class CtrAnswerFilter implements MappedActionFilter {
  private final ThreadContext threads;
  private final OuterSearches outer;
  private final ImpressionLog impressions;

  /**
   * @param threads of the node
   * @param outer what searches say to those that their retrievers start
   * @param impressions where what was shown is logged
   */
  public CtrAnswerFilter(ThreadContext threads, OuterSearches outer, ImpressionLog impressions) {
    this.threads = threads;
    this.outer = outer;
    this.impressions = impressions;
  }

  @Override
  public String actionName() {
    return TransportSearchAction.NAME;
  }

  @Override
  public <Q extends ActionRequest, R extends ActionResponse> void apply(
      Task task,
      String action,
      Q request,
      ActionListener<R> listener,
      ActionFilterChain<Q, R> chain) {
    if (!(request instanceof SearchRequest search) || search.source() == null) {
      chain.proceed(task, action, request, listener);
      return;
    }
    SearchSourceBuilder source = search.source();
    List<CtrRescorerBuilder> rescorers = rescorers(source);
    ActionListener<R> placed = placing(source, listener);
    if (!rescorers.isEmpty()) {
      if (Boolean.TRUE.equals(source.explain())) {
        rescorers.forEach(CtrRescorerBuilder::explain);
      }
      Optional<Recording> recording =
          outer.isInside() ? Optional.empty() : impressions.begin(source, rescorers);
      chain.proceed(task, action, request, telling(rescorers, recording, placed));
    } else if (source.retriever() != null) {
      Optional<Recording> recording = impressions.begin(search);
      // Made before the start, so that the answer is told in the context of the search itself.
      Supplier<ThreadContext.StoredContext> itself = threads.newRestorableContext(true);
      @Nullable AnswerHeaders around = AnswerHeaders.around(threads);
      AnswerHeaders headers = new AnswerHeaders();
      try (OuterSearches.Started started = outer.start(search, source);
          ThreadContext.StoredContext ignored = headers.gather(threads)) {
        ActionListener<R> told = telling(headers, around, recording, started, placed);
        chain.proceed(task, action, request, new ContextPreservingActionListener<>(itself, told));
      }
    } else if (CtrLogBuilder.of(source).isEmpty()) {
      chain.proceed(task, action, request, listener);
    } else {
      listener.onFailure(
          new IllegalArgumentException(
              "[ext.ctr_log] is asked for but the search has no rescorer [ctr]; expected one, by"
                  + " itself or under a retriever, or no [ctr_log]"));
    }
  }

  private static List<CtrRescorerBuilder> rescorers(SearchSourceBuilder source) {
    if (source.rescores() == null) {
      return List.of();
    }
    List<CtrRescorerBuilder> ours = new ArrayList<>();
    for (RescorerBuilder<?> rescorer : source.rescores()) {
      if (rescorer instanceof CtrRescorerBuilder ctr) {
        ours.add(ctr);
      }
    }
    return ours;
  }

  private static <R extends ActionResponse> ActionListener<R> placing(
      SearchSourceBuilder source, ActionListener<R> listener) {
    if (CtrLogBuilder.of(source).isEmpty()) {
      return listener;
    }
    int from = Math.max(0, source.from());
    return listener.delegateFailureAndWrap(
        (next, response) -> {
          if (response instanceof SearchResponse search) {
            Positions.tell(search.getHits(), from);
          }
          next.onResponse(response);
        });
  }

  private <R extends ActionResponse> ActionListener<R> telling(
      List<CtrRescorerBuilder> rescorers,
      Optional<Recording> recording,
      ActionListener<R> listener) {
    @Nullable AnswerHeaders around = AnswerHeaders.around(threads);
    return listener.delegateFailureAndWrap(
        (next, response) -> {
          if (response instanceof SearchResponse search) {
            checkTime(rescorers, search);
            checkShards(search);
            checkWhole(rescorers, search);
            AnswerHeaders headers = new AnswerHeaders();
            headers.addReasons(Degradations.take(search.getHits()));
            for (CtrRescorerBuilder rescorer : rescorers) {
              outcome(rescorer).ifPresent(headers::addOutcome);
              headers.addReasons(ofUser(rescorer));
            }
            recording
                .flatMap(
                    one -> one.end(search, Decisions.of(outcome(rescorers.getLast())), impressions))
                .ifPresent(headers::addQueryId);
            headers.send(around, threads);
          }
          next.onResponse(response);
        });
  }

  private static void checkTime(List<CtrRescorerBuilder> rescorers, SearchResponse response) {
    if (response.isTimedOut()
        && rescorers.stream()
            .filter(rescorer -> !(resolution(rescorer) instanceof RecallOrder))
            .anyMatch(rescorer -> rescorer.request().serving().onFailure() == OnFailure.FAIL)) {
      throw new ElasticsearchStatusException(
          "the search timed out before all of its hits were scored, and [on_failure] of rescorer"
              + " [ctr] is [fail]; enlarge the [timeout] of the search, or ask for [on_failure]"
              + " [prior] to take what there is",
          RestStatus.GATEWAY_TIMEOUT);
    }
  }

  /** A shard that would rather fail than be degraded fails the whole search. */
  private static void checkShards(SearchResponse response) {
    for (ShardSearchFailure failure : response.getShardFailures()) {
      Throwable cause =
          failure.getCause() == null ? failure : ExceptionsHelper.unwrapCause(failure.getCause());
      if (DegradedException.is(cause)) {
        throw new ElasticsearchStatusException(
            String.valueOf(cause.getMessage()), RestStatus.SERVICE_UNAVAILABLE, cause);
      }
    }
  }

  /** A draft from parts of rankings would credit one model with what the other could not show. */
  private static void checkWhole(List<CtrRescorerBuilder> rescorers, SearchResponse response) {
    if ((response.getFailedShards() > 0 || response.isTimedOut())
        && rescorers.stream().anyMatch(rescorer -> rescorer.request().choice().hasRivals())) {
      throw new ElasticsearchStatusException(
          "the search of model ["
              + rescorers.getLast().request().model()
              + "] "
              + (response.isTimedOut() ? "timed out" : "failed on some shards")
              + ", and pages are interleaved from whole rankings only; try again, or search without"
              + " [ctr_interleave]",
          RestStatus.SERVICE_UNAVAILABLE,
          response.getFailedShards() > 0 ? response.getShardFailures()[0] : null);
    }
  }

  private static List<String> ofUser(CtrRescorerBuilder rescorer) {
    return resolution(rescorer) instanceof ResolvedUser user
        ? user.degradations().stream().map(Degradation::toString).toList()
        : List.of();
  }

  private static Optional<Outcome> outcome(CtrRescorerBuilder rescorer) {
    return Optional.ofNullable(rescorer.outcome());
  }

  private static @Nullable Resolution resolution(CtrRescorerBuilder rescorer) {
    return outcome(rescorer).map(Outcome::resolution).orElse(null);
  }

  /**
   * Tells what the searches of retrievers told, too. It does not come by the headers of the thread
   * context: which thread goes on with the search when they are done, theirs or the one that
   * started them, is a matter of which is faster.
   */
  private <R extends ActionResponse> ActionListener<R> telling(
      AnswerHeaders headers,
      @Nullable AnswerHeaders around,
      Optional<Recording> recording,
      OuterSearches.Started started,
      ActionListener<R> listener) {
    return listener.delegateFailureAndWrap(
        (next, response) -> {
          if (response instanceof SearchResponse search) {
            headers.addReasons(Degradations.take(search.getHits()));
            recording
                .flatMap(one -> one.end(search, started.decisions(), impressions))
                .ifPresent(headers::addQueryId);
            headers.send(around, threads);
          }
          next.onResponse(response);
        });
  }
}
