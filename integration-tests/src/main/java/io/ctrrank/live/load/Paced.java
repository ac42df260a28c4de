package io.ctrrank.live.load;

import java.time.Duration;
import java.util.function.LongFunction;

/** Searches at intervals, for streams that shall not take the machine from others. */
public final class Paced implements LongFunction<LoadSearch> {
  private final LongFunction<LoadSearch> searches;
  private final Duration interval;

  /**
   * @param searches what to search
   * @param interval before each of them, by the thread that asks
   */
  public Paced(LongFunction<LoadSearch> searches, Duration interval) {
    this.searches = searches;
    this.interval = interval;
  }

  @Override
  public LoadSearch apply(long number) {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return searches.apply(number);
  }
}
