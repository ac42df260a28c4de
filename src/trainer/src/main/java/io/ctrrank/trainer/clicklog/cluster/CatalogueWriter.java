package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.clicklog.FieldValues;
import io.ctrrank.trainer.clicklog.ItemsReader;
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
  /** What a number may lose in doc values, of its size: half_float keeps eleven bits. */
  private static final double ROUNDING = 0.01;

  private final ItemFields fields;
  private final BufferedWriter out;
  private final Counts counts;

  /** Ids of items by document and index: several indices may have documents of one id. */
  private final Map<String, Map<String, String>> byDocument = new HashMap<>();

  private final Set<String> items = new HashSet<>();
  private final Set<String> indices = new HashSet<>();
  private final Set<String> filled = new HashSet<>();

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
    fields.number().ifPresent(number -> docValues.add(number.field()));
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
    if (!ItemsReader.isReadable(document, fields)) {
      counts.add(Fate.ITEM_UNREADABLE);
      return;
    }
    if (fields.number().isPresent()) {
      requireServedNumber(hit, document, fields.number().get().field());
    }
    String index = hit.get("_index").getAsString();
    indices.add(index);
    byDocument.merge(hit.get("_id").getAsString(), Map.of(index, id), CatalogueWriter::both);
    if (!items.add(id)) {
      counts.add(Fate.ITEM_TWICE);
      return;
    }
    counts.add(Fate.ITEM);
    for (String text : fields.texts()) {
      if (FieldValues.of(document, text).stream().anyMatch(value -> !value.isBlank())) {
        filled.add(text);
      }
    }
    out.write(document.toString());
    out.newLine();
  }

  /**
   * Refuses fields of texts that no ad has: a name that is written wrong would train on blanks.
   *
   * @param texts fields that the caller named
   */
  void requireFilled(List<String> texts) throws ClusterException {
    List<String> blank = texts.stream().filter(text -> !filled.contains(text)).toList();
    if (!blank.isEmpty()) {
      throw new ClusterException(
          "[--text-fields] has "
              + blank
              + " but no ad has a text there in its [_source]; expected fields that some have,"
              + " by their path in documents");
    }
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
    List<String> served = served(hit, field);
    if (!served.equals(inDocument)) {
      throw differs(hit, field, option, inDocument, served, "without normalizer and substitutes");
    }
  }

  private static List<String> served(JsonObject hit, String field) {
    List<String> served = new ArrayList<>();
    if (hit.get("fields") instanceof JsonObject found
        && found.get(field) instanceof JsonArray values) {
      values.forEach(value -> served.add(value.getAsString()));
    }
    return served;
  }

  /** As of ids and categories, but for what the type of the field rounds: the least counts. */
  private static void requireServedNumber(JsonObject hit, JsonObject document, String field)
      throws ClusterException {
    List<String> served = served(hit, field);
    List<String> inDocument = FieldValues.of(document, field);
    double trained = least(inDocument);
    double read = least(served);
    double rounded = ROUNDING * Math.max(Math.abs(trained), Math.abs(read));
    if (Double.isNaN(trained) != Double.isNaN(read) || Math.abs(trained - read) > rounded) {
      throw differs(
          hit,
          field,
          "--number-field",
          inDocument,
          served,
          "without substitutes, as a type that holds its values");
    }
  }

  private static double least(List<String> numbers) {
    return numbers.stream().mapToDouble(Double::parseDouble).min().orElse(Double.NaN);
  }

  private static ClusterException differs(
      JsonObject hit,
      String field,
      String option,
      List<String> inDocument,
      List<String> served,
      String mapping) {
    return new ClusterException(
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
            + " map the field "
            + mapping
            + ", or name another with ["
            + option
            + "]");
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
