package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.util.List;

/** All keys lie on one server, or on whichever is the master now. */
final class OneServer implements Keyspace {
  private final Server server;
  private final MemoryWatch watch;

  OneServer(Server server, MemoryWatch watch) {
    this.server = server;
    this.watch = watch;
  }

  @Override
  public boolean holdsAllTogether() {
    return true;
  }

  @Override
  public List<Reply> ask(List<Question> questions, Deadline limit) {
    return server.ask(questions, limit);
  }

  @Override
  public boolean isSuspended() {
    return server.isSuspended();
  }

  @Override
  public List<RedisServerStats> servers() {
    return server.address().stream()
        .map(address -> watch.stats(address, server.isSuspended()))
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
