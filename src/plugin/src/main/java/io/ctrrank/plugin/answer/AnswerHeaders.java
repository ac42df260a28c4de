package io.ctrrank.plugin.answer;

import java.util.Collection;
import java.util.LinkedHashSet;
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

  /** What was worse about the scores than it should be. */
  static final String DEGRADED = "X-Ctr-Degraded";

  /** Transient of the thread context with the headers of the multi search around a search. */
  static final String AROUND = "ctr_answer_headers";

  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> reasons = new TreeSet<>();

  synchronized void add(Collection<String> moreModels, Collection<String> moreReasons) {
    models.addAll(moreModels);
    reasons.addAll(moreReasons);
  }

  /**
   * Hands the headers on.
   *
   * @param around those of the multi search around it; null when there is none, then they go into
   *     the response
   */
  synchronized void send(@Nullable AnswerHeaders around, ThreadContext threads) {
    if (around != null) {
      around.add(models, reasons);
      return;
    }
    if (!models.isEmpty()) {
      threads.addResponseHeader(MODEL, String.join(",", models));
    }
    if (!reasons.isEmpty()) {
      threads.addResponseHeader(DEGRADED, String.join(",", reasons));
    }
  }

  /** The headers of the multi search that this thread works for, null when none. */
  static @Nullable AnswerHeaders around(ThreadContext threads) {
    return threads.getTransient(AROUND);
  }
}
