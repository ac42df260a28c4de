package io.ctrrank.runtime.redis;

import io.ctrrank.runtime.store.StoreStatus;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How calls ended; {@link RedisStats} says what each count is. */
record CallCounts(
    LongAdder calls, LongAdder timeouts, LongAdder failures, LongAdder busy, LongAdder suspended) {
  CallCounts() {
    this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
  }

  /** Counts a call that ended without an answer. */
  void ended(StoreStatus status) {
    switch (status) {
      case TIMEOUT -> timeouts.increment();
      case FAILED -> failures.increment();
      case BUSY -> busy.increment();
      case SUSPENDED -> suspended.increment();
      case OK, FOREIGN ->
          throw new IllegalArgumentException("status is [" + status + "]; expected a reason");
    }
  }

  /**
   * Counts a call that was answered with an error; one that was not answered is counted already.
   */
  List<Reply> answered(List<Reply> replies) {
    if (replies.stream().anyMatch(reply -> reply.isError() && !reply.isError("WRONGTYPE"))) {
      failures.increment();
    }
    return replies;
  }
}
