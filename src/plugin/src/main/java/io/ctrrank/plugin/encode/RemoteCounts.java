package io.ctrrank.plugin.encode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of texts that nodes encode for each other. Thread-safe. */
public final class RemoteCounts {
  private final LongAdder sent = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder local = new LongAdder();
  private final LongAdder served = new LongAdder();
  private final LongAdder refused = new LongAdder();

  void addSent(int texts) {
    sent.add(texts);
    batches.increment();
  }

  void addFailure() {
    failures.increment();
  }

  void addLocal(int texts) {
    local.add(texts);
  }

  void addServed(int texts) {
    served.add(texts);
  }

  void addRefused(int texts) {
    refused.add(texts);
  }

  /** The counts as they are now, as JSON. */
  public Map<String, Object> snapshot() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("encoded_remotely", sent.sum());
    counts.put("remote_batches", batches.sum());
    counts.put("remote_failures", failures.sum());
    counts.put("encoded_as_last_resort", local.sum());
    counts.put("encoded_for_others", served.sum());
    counts.put("refused_to_others", refused.sum());
    return counts;
  }
}
