package io.ctrrank.runtime.redis;

import java.util.concurrent.atomic.LongAdder;

/** What became of vectors; {@link RedisStats} says what each count is. */
record VectorCounts(
    LongAdder hits,
    LongAdder misses,
    LongAdder damaged,
    LongAdder written,
    LongAdder writeFailures) {
  VectorCounts() {
    this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
  }
}
