package io.ctrrank.live.soak;

import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.load.Probe;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Breaks a Redis and mends it. After that everything is left alone until searches score as before;
 * where Redis has lost what it held, the application stores its users again, and the nodes have to
 * see to the vectors.
 */
final class FaultCycle {
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LocalRedis redis;
  private final List<UserState> users;
  private final Probe probe;
  private final FaultTimes times;

  FaultCycle(LocalRedis redis, List<UserState> users, Probe probe, FaultTimes times) {
    this.redis = redis;
    this.users = List.copyOf(users);
    this.probe = probe;
    this.times = times;
  }

  /** Breaks it after a calm, mends it, and waits for the recovery. */
  Recovery run(Fault fault) throws IOException, InterruptedException {
    Thread.sleep(times.calm());
    long struck = System.nanoTime();
    fault.strike(redis);
    Thread.sleep(times.fault());
    fault.mend(redis);
    if (fault.forgets()) {
      new StoredUsers(redis).write(users);
    }
    long mended = System.nanoTime();
    double recovery = Double.NaN;
    while (System.nanoTime() - mended < times.patience().toNanos()) {
      if (probe.isWell()) {
        recovery = (System.nanoTime() - mended) / NANOS_PER_SECOND;
        break;
      }
      Thread.sleep(GLANCE);
    }
    return new Recovery(fault.toString(), (mended - struck) / NANOS_PER_SECOND, recovery);
  }
}
