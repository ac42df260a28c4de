package io.ctrrank.plugin.report;

import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.common.breaker.CircuitBreakingException;
import org.elasticsearch.rest.RestStatus;

/**
 * What a report takes of the node's memory while it is computed, accounted for by the breaker of
 * requests. Not thread-safe.
 */
final class ReportMemory implements AutoCloseable {
  /** What a map's entry with totals of a user takes; the user's name comes on top. */
  static final int BYTES_PER_USER = 168;

  /** Small steps would cost more than they count. */
  private static final long STEP = 64 * 1024;

  private final CircuitBreaker breaker;
  private final String subject;
  private final String remedy;
  private long used;
  private long reserved;

  /**
   * @param subject what is reported, for messages
   * @param remedy what makes a report smaller, for messages
   */
  ReportMemory(CircuitBreaker breaker, String subject, String remedy) {
    this.breaker = breaker;
    this.subject = subject;
    this.remedy = remedy;
  }

  /**
   * Takes memory.
   *
   * @throws ElasticsearchStatusException (429) if the node has no more for requests
   */
  void take(long bytes) {
    used += bytes;
    while (used > reserved) {
      try {
        breaker.addEstimateBytesAndMaybeBreak(STEP, "<ctr_report>");
      } catch (CircuitBreakingException e) {
        throw new ElasticsearchStatusException(
            "report of "
                + subject
                + " needs more than ["
                + reserved
                + "] bytes for its users, and breaker ["
                + breaker.getName()
                + "] gives no more; "
                + remedy
                + ", or raise [indices.breaker.request.limit]",
            RestStatus.TOO_MANY_REQUESTS,
            e);
      }
      reserved += STEP;
    }
  }

  /** Gives all back. */
  @Override
  public void close() {
    breaker.addWithoutBreaking(-reserved);
    reserved = 0;
    used = 0;
  }
}
