package io.ctrrank.live.soak;

import io.ctrrank.runtime.testing.LocalRedis;
import java.util.Locale;

/** What may happen to a Redis. */
enum Fault {
  /** Its process ends, and comes back empty after a while. */
  KILLED(true) {
    @Override
    void strike(LocalRedis redis) {
      redis.kill();
    }

    @Override
    void mend(LocalRedis redis) {
      redis.restart();
    }
  },

  /** It stands still with all connections open, and goes on after a while. */
  FROZEN(false) {
    @Override
    void strike(LocalRedis redis) {
      redis.freeze();
    }

    @Override
    void mend(LocalRedis redis) {
      redis.thaw();
    }
  },

  /** Its process ends, and comes back empty at once. */
  RESTARTED(true) {
    @Override
    void strike(LocalRedis redis) {
      redis.restart();
    }

    @Override
    void mend(LocalRedis redis) {
      // It is back already.
    }
  };

  private final boolean forgets;

  Fault(boolean forgets) {
    this.forgets = forgets;
  }

  abstract void strike(LocalRedis redis);

  abstract void mend(LocalRedis redis);

  /** Whether everything that Redis held is lost. */
  boolean forgets() {
    return forgets;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
