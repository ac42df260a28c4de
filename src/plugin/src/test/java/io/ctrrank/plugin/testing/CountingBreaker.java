package io.ctrrank.plugin.testing;

import org.elasticsearch.common.breaker.NoopCircuitBreaker;

/** Counts, breaks nothing, and has a limit to be asked for. */
public final class CountingBreaker extends NoopCircuitBreaker {
  private long used;
  private long limit;

  /**
   * @param limit in bytes, -1 for none
   */
  public CountingBreaker(String name, long limit) {
    super(name);
    this.limit = limit;
  }

  /** Sets the limit. */
  public void limit(long bytes) {
    limit = bytes;
  }

  @Override
  public void addWithoutBreaking(long bytes) {
    used += bytes;
  }

  @Override
  public long getUsed() {
    return used;
  }

  @Override
  public long getLimit() {
    return limit;
  }
}
