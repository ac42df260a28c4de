package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.util.List;

/** The servers that hold the keys. Thread-safe. */
interface Keyspace extends AutoCloseable {
  /** Whether all keys lie together, so that one command may have many of them. */
  boolean holdsAllTogether();

  /**
   * Asks in one round trip; blocks until {@code limit} at the latest. Never throws for what a
   * server does.
   *
   * @return one reply for each question, in order
   */
  List<Reply> ask(List<Question> questions, Deadline limit);

  /** Whether callers are turned away at the moment, of a cluster by one of its servers. */
  boolean isSuspended();

  /** The servers that are known now. */
  List<RedisServerStats> servers();

  @Override
  void close();
}
