package io.ctrrank.plugin.stats;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.elasticsearch.telemetry.metric.LongWithAttributes;
import org.elasticsearch.telemetry.metric.MeterRegistry;

/**
 * The counts of this node as instruments of Elasticsearch's own telemetry, for whoever collects
 * that: they are read when it asks.
 */
public final class Meters {
  private static final String PREFIX = "es.ctr_rank.";

  private final MeterRegistry registry;

  /**
   * @param registry of the node
   */
  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers everything; once a node. */
  public void register(RescoreCounters counters, LongSupplier encoded) {
    total("rescore.windows", "Windows that were scored", "windows", counters::windows);
    total("rescore.hits", "Hits that were scored", "hits", counters::hits);
    total("encoder.texts", "Texts that were encoded", "texts", encoded);
    byReason("rescore.fallbacks", "Hits scored with a fallback vector", counters::fallbacks);
    byReason("rescore.degradations", "Windows and users degraded", counters::degradations);
  }

  private void total(String name, String description, String unit, LongSupplier count) {
    registry.registerLongAsyncCounter(
        PREFIX + name + ".total",
        description,
        unit,
        () -> new LongWithAttributes(count.getAsLong()));
  }

  private void byReason(String name, String description, Supplier<Map<String, Long>> counts) {
    registry.registerLongsAsyncCounter(
        PREFIX + name + ".total",
        description,
        "count",
        () ->
            List.copyOf(
                counts.get().entrySet().stream()
                    .map(
                        reason ->
                            new LongWithAttributes(
                                reason.getValue(), Map.of("es_ctr_reason", reason.getKey())))
                    .toList()));
  }
}
