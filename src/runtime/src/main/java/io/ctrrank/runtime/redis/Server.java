package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A server to call: its connections, whether it is left alone for a while, and what became of the
 * calls. Thread-safe.
 */
final class Server implements AutoCloseable {
  private final ConnectionPool pool;
  private final Breaker breaker;
  private final CallCounts counts;
  private final LongSupplier nanoTime;

  Server(ConnectionPool pool, Breaker breaker, CallCounts counts, LongSupplier nanoTime) {
    this.pool = pool;
    this.breaker = breaker;
    this.counts = counts;
    this.nanoTime = nanoTime;
  }

  /** Begins to ask; the caller must {@link Exchange#end end} it. */
  Exchange begin(List<Question> questions, Deadline limit) {
    Exchange exchange = new Exchange(pool, breaker, counts, nanoTime, questions);
    exchange.begin(limit);
    return exchange;
  }

  /** Asks by {@code limit}. */
  List<Reply> ask(List<Question> questions, Deadline limit) {
    return begin(questions, limit).end(limit);
  }

  /** Whether a caller is turned away at the moment. */
  boolean isSuspended() {
    return breaker.isSuspended();
  }

  /** Where it is, as far as it is known. */
  Optional<RedisAddress> address() {
    return pool.server();
  }

  @Override
  public void close() {
    pool.close();
  }
}
