package io.ctrrank.live.redis;

import io.ctrrank.runtime.testing.LocalRedis;
import java.util.List;

/** Lines for {@code elasticsearch.yml}. */
public final class RedisLines {
  private RedisLines() {}

  /** The node shares vectors and users in {@code redis}; everything else as it comes. */
  public static List<String> of(LocalRedis redis) {
    return List.of("ctr.redis.host: " + redis.host(), "ctr.redis.port: " + redis.port());
  }
}
