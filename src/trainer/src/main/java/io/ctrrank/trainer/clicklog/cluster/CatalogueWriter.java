package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.clicklog.FieldValues;
import io.ctrrank.trainer.clicklog.cluster.Counts.Fate;
import io.ctrrank.trainer.data.ItemFields;
import java.io.BufferedWriter;
import java.io.IOException;
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
  private final Map<String, String> byDocument = new HashMap<>();
  private final Set<String> items = new HashSet<>();

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
    byDocument.putIfAbsent(hit.get("_id").getAsString(), id);
    if (!items.add(id)) {
      counts.add(Fate.ITEM_TWICE);
      return;
    }
    counts.add(Fate.ITEM);
    out.write(document.toString());
    out.newLine();
  }

  /**
   * The id of the item that was shown, if the index has it.
   *
   * @param item as the model read it, if a model did
   * @param document id of the document
   */
  Optional<String> item(Optional<String> item, String document) {
    return item.or(() -> Optional.ofNullable(byDocument.get(document))).filter(items::contains);
  }
}
