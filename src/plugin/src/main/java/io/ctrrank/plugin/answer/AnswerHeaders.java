package io.ctrrank.plugin.answer;

import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.rescore.Outcome;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Response headers in the making. The searches of a multi search end on threads of their own, whose
 * headers would be lost; so they write into the headers of the multi search, which they find in
 * their thread context. Thread-safe.
 */
final class AnswerHeaders {
  /** Ids of the models, {@code _none} for the order of recall. */
  static final String MODEL = "X-Ctr-Model";

  /** Which rules chose the models. */
  static final String CHOSEN_BY = "X-Ctr-Chosen-By";

  /** Arms of experiments that the hits were ordered in, each {@code experiment/arm}. */
  static final String EXPERIMENT = "X-Ctr-Experiment";

  /** Names of logged searches, for clicks to be posted under. */
  static final String QUERY_ID = "X-Ctr-Query-Id";

  /** What was worse about the scores than it should be. */
  static final String DEGRADED = "X-Ctr-Degraded";

  /** Transient of the thread context with the headers of what is around a search. */
  private static final String AROUND = "ctr_answer_headers";

  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> rules = new LinkedHashSet<>();
  private final Set<String> arms = new LinkedHashSet<>();
  private final Set<String> queryIds = new LinkedHashSet<>();
  private final Set<String> reasons = new TreeSet<>();

  synchronized void addOutcome(Outcome outcome) {
    models.add(outcome.model());
    outcome.request().choice().chosenBy().ifPresent(rules::add);
    outcome.assignment().map(Assignment::toString).ifPresent(arms::add);
  }

  synchronized void addQueryId(String queryId) {
    queryIds.add(queryId);
  }

  synchronized void addReasons(Collection<String> more) {
    reasons.addAll(more);
  }

  private synchronized void addAll(AnswerHeaders other) {
    models.addAll(other.models);
    rules.addAll(other.rules);
    arms.addAll(other.arms);
    queryIds.addAll(other.queryIds);
    reasons.addAll(other.reasons);
  }

  /**
   * Hands the headers on.
   *
   * @param around those of the multi search or retriever around it; null when there is none, then
   *     they go into the response
   */
  synchronized void send(@Nullable AnswerHeaders around, ThreadContext threads) {
    if (around != null) {
      around.addAll(this);
      return;
    }
    send(MODEL, models, threads);
    send(CHOSEN_BY, rules, threads);
    send(EXPERIMENT, arms, threads);
    send(QUERY_ID, queryIds, threads);
    send(DEGRADED, reasons, threads);
  }

  private static void send(String header, Set<String> values, ThreadContext threads) {
    if (!values.isEmpty()) {
      threads.addResponseHeader(header, String.join(",", values));
    }
  }

  /**
   * Has searches that are started by this thread, until what is returned is closed, hand their
   * headers on to these.
   */
  ThreadContext.StoredContext gather(ThreadContext threads) {
    ThreadContext.StoredContext before = threads.newStoredContext(List.of(AROUND), List.of());
    threads.putTransient(AROUND, this);
    return before;
  }

  /** The headers of what this thread works for: a multi search or a retriever; null when none. */
  static @Nullable AnswerHeaders around(ThreadContext threads) {
    return threads.getTransient(AROUND);
  }
}
