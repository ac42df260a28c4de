package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.clicklog.FieldValues;
import io.ctrrank.trainer.clicklog.cluster.Counts.Fate;
import io.ctrrank.trainer.data.ItemFeatures;
import io.ctrrank.trainer.data.ItemFields;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the documents of the ads, as far as models read them, and keeps their ids. */
final class CatalogueWriter {
  private final ItemFields fields;
  private final BufferedWriter out;
  private final Counts counts;

  /** Ids of items by document and index: several indices may have documents of one id. */
  private final Map<String, Map<String, String>> byDocument = new HashMap<>();

  private final Set<String> items = new HashSet<>();
  private final Set<String> indices = new HashSet<>();

  CatalogueWriter(ItemFields fields, BufferedWriter out, Counts counts) {
    this.fields = fields;
    this.out = out;
    this.counts = counts;
  }

  /** The search for all ads. */
  JsonObject search() {
    JsonObject search = new JsonObject();
    search.add("query", LoggedEvent.wrap("match_all", new JsonObject()));
    JsonArray sort = new JsonArray();
    sort.add("_shard_doc");
    search.add("sort", sort);
    JsonArray source = new JsonArray();
    source.add(fields.id());
    fields.texts().forEach(source::add);
    fields.number().ifPresent(number -> source.add(number.field()));
    search.add("_source", source);
    JsonArray docValues = new JsonArray();
    docValues.add(fields.id());
    fields.category().ifPresent(docValues::add);
    search.add("docvalue_fields", docValues);
    return search;
  }

  void add(JsonObject hit) throws IOException {
    JsonObject document = hit.has("_source") ? hit.getAsJsonObject("_source") : new JsonObject();
    List<String> ids = FieldValues.of(document, fields.id());
    if (ids.size() != 1 || ids.getFirst().isBlank()) {
      counts.add(Fate.ITEM_WITHOUT_ID);
      return;
    }
    String id = ids.getFirst();
    requireServed(hit, fields.id(), "--id-field", ids);
    if (fields.category().isPresent()) {
      List<String> categories =
          fields.texts().size() < 2
              ? List.of()
              : ItemFeatures.docValues(FieldValues.of(document, fields.texts().get(1)));
      requireServed(hit, fields.category().get(), "--category-field", categories);
    }
    String index = hit.get("_index").getAsString();
    indices.add(index);
    byDocument.merge(hit.get("_id").getAsString(), Map.of(index, id), CatalogueWriter::both);
    if (!items.add(id)) {
      counts.add(Fate.ITEM_TWICE);
      return;
    }
    counts.add(Fate.ITEM);
    out.write(document.toString());
    out.newLine();
  }

  /** Whether an index of that name has ads. */
  boolean hasIndex(String index) {
    return indices.contains(index);
  }

  private static Map<String, String> both(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(others);
    all.putAll(some);
    return Map.copyOf(all);
  }

  /**
   * Training reads a document, a node its doc values: a normalizer, another field or another form
   * of a number would make a model that knows none of what it is asked about.
   */
  private static void requireServed(
      JsonObject hit, String field, String option, List<String> inDocument)
      throws ClusterException {
    List<String> served = new ArrayList<>();
    if (hit.get("fields") instanceof JsonObject found
        && found.get(field) instanceof JsonArray values) {
      values.forEach(value -> served.add(value.getAsString()));
    }
    if (!served.equals(inDocument)) {
      throw new ClusterException(
          "document ["
              + hit.get("_id").getAsString()
              + "] of index ["
              + hit.get("_index").getAsString()
              + "] says "
              + inDocument
              + " but its doc values in field ["
              + field
              + "] are "
              + served
              + "; expected the same, as models are trained on the one and served with the other;"
              + " map the field without normalizer and substitutes, or name another with ["
              + option
              + "]");
    }
  }

  /**
   * The id of the item that was shown, if the index has it.
   *
   * @param item as the model read it, if a model did
   * @param index index of the document, if the log tells it
   * @param document id of the document
   */
  Optional<String> item(Optional<String> item, Optional<String> index, String document) {
    return item.filter(items::contains)
        .or(() -> ofDocument(index, document))
        .filter(items::contains);
  }

  /** An index that is not there may have been reindexed; of several documents it cannot be told. */
  private Optional<String> ofDocument(Optional<String> index, String document) {
    Map<String, String> found = byDocument.getOrDefault(document, Map.of());
    return index
        .map(found::get)
        .or(() -> found.size() == 1 ? found.values().stream().findFirst() : Optional.empty());
  }
}
