package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an ads index is made.
 *
 * @param name of the index
 * @param shards number of primary shards
 * @param catalogue what its item ids mean; empty for a catalogue of its own
 * @param textFields fields to fingerprint; none: vectors are tied to document versions
 * @param bidUnit bids are simulated in a currency and indexed in this fraction of it, 1,000,000 for
 *     micros
 * @param shown how often each item was shown, as far as the index is to know
 * @param replicas copies of each shard beside the primary
 * @param segments most segments of a shard
 * @param documents what a document's id has before the item's id
 */
public record IndexPlan(
    String name,
    int shards,
    Optional<String> catalogue,
    List<String> textFields,
    double bidUnit,
    Map<String, Long> shown,
    int replicas,
    int segments,
    String documents) {
  /** Bids of the indices that are to tell apart what a score is made of. */
  public static final double MICROS = 1_000_000;

  public IndexPlan {
    textFields = List.copyOf(textFields);
    shown = Map.copyOf(shown);
  }

  /** An index that uses none of the plugin's settings. */
  public static IndexPlan plain(String name, int shards) {
    return new IndexPlan(name, shards, Optional.empty(), List.of(), 1, Map.of(), 0, 1, "");
  }

  /** The same with vectors tied to the texts of items of a catalogue. */
  public IndexPlan of(String itemCatalogue, List<String> fields) {
    return new IndexPlan(
        name,
        shards,
        Optional.of(itemCatalogue),
        fields,
        bidUnit,
        shown,
        replicas,
        segments,
        documents);
  }

  /** The same with bids in micros. */
  public IndexPlan inMicros() {
    return new IndexPlan(
        name, shards, catalogue, textFields, MICROS, shown, replicas, segments, documents);
  }

  /** The same with the number of times each item was shown. */
  public IndexPlan withShown(Map<String, Long> times) {
    return new IndexPlan(
        name, shards, catalogue, textFields, bidUnit, times, replicas, segments, documents);
  }

  /** The same with copies of each shard. */
  public IndexPlan withReplicas(int copies) {
    return new IndexPlan(
        name, shards, catalogue, textFields, bidUnit, shown, copies, segments, documents);
  }

  /** The same with so many segments a shard, as long as nothing merges them. */
  public IndexPlan inSegments(int most) {
    return new IndexPlan(
        name, shards, catalogue, textFields, bidUnit, shown, replicas, most, documents);
  }

  /** The same with documents whose ids start with something before the item's. */
  public IndexPlan withDocuments(String prefix) {
    return new IndexPlan(
        name, shards, catalogue, textFields, bidUnit, shown, replicas, segments, prefix);
  }

  void addTo(JsonObject settings) {
    settings.addProperty("number_of_shards", shards);
    settings.addProperty("number_of_replicas", replicas);
    catalogue.ifPresent(value -> settings.addProperty("index.ctr.catalogue", value));
    if (!textFields.isEmpty()) {
      JsonArray fields = new JsonArray();
      textFields.forEach(fields::add);
      settings.add("index.ctr.text_fields", fields);
    }
  }
}
