package io.ctrrank.plugin.stats;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.test.MockLog;

public final class FailureLogTest extends ESTestCase {
  private static final String MESSAGE =
      "model [m] fails to encode texts, fallback vectors stand in";

  private final AtomicLong clock = new AtomicLong(5);
  private final FailureLog failures =
      new FailureLog(clock::get, "fails to encode texts, fallback vectors stand in");

  public void testFailures_areToldOnceAMinute() {
    thenTells(true, new IllegalStateException("broken"));
    thenTells(false, new IllegalStateException("broken"));
    clock.addAndGet(Duration.ofSeconds(59).toNanos());
    thenTells(false, new IllegalStateException("broken"));
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    thenTells(true, new IllegalStateException("broken"));
  }

  public void testFullQueue_isNoFailure() {
    thenTells(false, new RejectedExecutionException("full"));
    thenTells(true, new IllegalStateException("broken"));
  }

  private void thenTells(boolean tells, Exception cause) {
    try (MockLog log = MockLog.capture(FailureLog.class)) {
      String logger = FailureLog.class.getCanonicalName();
      log.addExpectation(
          tells
              ? new MockLog.SeenEventExpectation("told", logger, Level.WARN, MESSAGE)
              : new MockLog.UnseenEventExpectation("silent", logger, Level.WARN, MESSAGE));
      failures.add("m", cause);
      log.assertAllExpectationsMatched();
    }
  }
}
