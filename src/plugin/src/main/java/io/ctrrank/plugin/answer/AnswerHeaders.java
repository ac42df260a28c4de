package io.ctrrank.plugin.answer;

import io.ctrrank.plugin.request.Assignment;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
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

  /** Arms of experiments that the hits were ordered in, each {@code experiment/arm}. */
  static final String EXPERIMENT = "X-Ctr-Experiment";

  /** What was worse about the scores than it should be. */
  static final String DEGRADED = "X-Ctr-Degraded";

  /** Transient of the thread context with the headers of the multi search around a search. */
  static final String AROUND = "ctr_answer_headers";

  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> arms = new LinkedHashSet<>();
  private final Set<String> reasons = new TreeSet<>();

  synchronized void addModel(String model, Optional<Assignment> arm) {
    models.add(model);
    arm.map(Assignment::toString).ifPresent(arms::add);
  }

  synchronized void addReasons(Collection<String> more) {
    reasons.addAll(more);
  }

  private synchronized void addAll(AnswerHeaders other) {
    models.addAll(other.models);
    arms.addAll(other.arms);
    reasons.addAll(other.reasons);
  }

  /**
   * Hands the headers on.
   *
   * @param around those of the multi search around it; null when there is none, then they go into
   *     the response
   */
  synchronized void send(@Nullable AnswerHeaders around, ThreadContext threads) {
    if (around != null) {
      around.addAll(this);
      return;
    }
    send(MODEL, models, threads);
    send(EXPERIMENT, arms, threads);
    send(DEGRADED, reasons, threads);
  }

  private static void send(String header, Set<String> values, ThreadContext threads) {
    if (!values.isEmpty()) {
      threads.addResponseHeader(header, String.join(",", values));
    }
  }

  /** The headers of the multi search that this thread works for, null when none. */
  static @Nullable AnswerHeaders around(ThreadContext threads) {
    return threads.getTransient(AROUND);
  }
}
