package io.ctrrank.plugin.rescore;

import java.util.List;
import java.util.Optional;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.common.UUIDs;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Hands what a search says down to the searches that its retrievers start: these go through a point
 * in time and know nothing of the names that were searched, nor of the log that is asked for, but
 * run in the search's thread context. Thread-safe.
 */
public final class OuterSearches {
  private static final String KEY = "ctr_outer_search";

  private final ThreadContext threads;

  /**
   * @param names as the search states them; empty when it goes through a point in time itself
   * @param trace of the log that it asks for, null when it asks for none
   * @param decisions how its rescorers are decided
   */
  private record Outer(Optional<List<String>> names, @Nullable String trace, Decisions decisions) {}

  /** A search whose retrievers may start searches of their own, until it is closed. */
  public static final class Started implements AutoCloseable {
    private final ThreadContext.StoredContext before;
    private final Decisions decisions;

    private Started(ThreadContext.StoredContext before, Decisions decisions) {
      this.before = before;
      this.decisions = decisions;
    }

    /** How its rescorers are decided, as long as it runs. */
    public Decisions decisions() {
      return decisions;
    }

    @Override
    public void close() {
      before.close();
    }
  }

  /**
   * @param threads of the node
   */
  public OuterSearches(ThreadContext threads) {
    this.threads = threads;
  }

  /**
   * Hands down what {@code search} says, and starts a trace for the log if it asks for one; it
   * reaches what is started before the returned one is closed.
   *
   * @param source of the search
   */
  public Started start(SearchRequest search, SearchSourceBuilder source) {
    Decisions decisions = new Decisions();
    @Nullable String trace = null;
    if (CtrLogBuilder.of(source).isPresent()) {
      trace = UUIDs.base64UUID();
      CtrLogBuilder.trace(source, trace, decisions);
    }
    Optional<List<String>> names =
        source.pointInTimeBuilder() == null
            ? Optional.of(List.of(search.indices()))
            : Optional.empty();
    ThreadContext.StoredContext before = threads.newStoredContext(List.of(KEY), List.of());
    threads.putTransient(KEY, new Outer(names, trace, decisions));
    return new Started(before, decisions);
  }

  /** Tells the search that this thread works for, if any, how a rescorer of it was decided. */
  void decided(Outcome outcome) {
    Outer outer = outer();
    if (outer != null) {
      outer.decisions().add(outcome);
    }
  }

  /** Whether this thread works for a search that a retriever started: another shows its hits. */
  public boolean isInside() {
    return outer() != null;
  }

  /** The trace that this thread works for, null when none. */
  @Nullable String trace() {
    Outer outer = outer();
    return outer == null ? null : outer.trace();
  }

  /** The names of the search that this thread works for; empty when none tells them. */
  Optional<List<String>> names() {
    Outer outer = outer();
    return outer == null ? Optional.empty() : outer.names();
  }

  private @Nullable Outer outer() {
    return threads.getTransient(KEY);
  }
}
