package io.ctrrank.live.soak;

import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.util.List;

/**
 * Something that breaks and is mended.
 *
 * @param name what happened, such as {@code redis killed}
 * @param strike breaks it
 * @param mend mends it, as whoever runs it would
 */
record Breakage(String name, Step strike, Step mend) {

  /** A step of it. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }

  /**
   * A fault of a Redis; where it has lost what it held, the application stores its users again.
   *
   * @param users who were stored
   */
  static Breakage of(Fault fault, LocalRedis redis, List<UserState> users) {
    return new Breakage(
        "redis " + fault,
        () -> fault.strike(redis),
        () -> {
          fault.mend(redis);
          if (fault.forgets()) {
            new StoredUsers(redis).write(users);
          }
        });
  }
}
