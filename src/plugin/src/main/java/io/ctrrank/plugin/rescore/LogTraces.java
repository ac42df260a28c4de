package io.ctrrank.plugin.rescore;

import java.util.List;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Hands a trace from a search down to the searches that its retrievers start: these know nothing of
 * the log that it asks for, but run in its thread context. Thread-safe.
 */
public final class LogTraces {
  private static final String KEY = "ctr_log_trace";

  private final ThreadContext threads;

  /**
   * @param threads of the node
   */
  public LogTraces(ThreadContext threads) {
    this.threads = threads;
  }

  /**
   * Starts a trace for the log that {@code source} asks for; it reaches what is started before the
   * returned context is closed.
   */
  public ThreadContext.StoredContext start(SearchSourceBuilder source) {
    String trace = UUIDs.base64UUID();
    CtrLogBuilder.trace(source, trace);
    ThreadContext.StoredContext before = threads.newStoredContext(List.of(KEY), List.of());
    threads.putTransient(KEY, trace);
    return before;
  }

  /** The trace that this thread works for, null when none. */
  @Nullable String current() {
    return threads.getTransient(KEY);
  }
}
