package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.clicklog.FieldsFile;
import io.ctrrank.trainer.data.ItemFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of an index models are to read: what the user names, the index's setting for the
 * texts otherwise; refused unless the index maps them as a node needs them.
 */
final class IndexFields {
  private static final String TEXT_FIELDS = "index.ctr.text_fields";
  private static final Set<String> NAMES = Set.of("keyword");
  private static final Set<String> IDS = Set.of("keyword", "long", "integer", "short", "byte");
  private static final Set<String> NUMBERS =
      Set.of(
          "long",
          "integer",
          "short",
          "byte",
          "unsigned_long",
          "double",
          "float",
          "half_float",
          "scaled_float");

  private final Cluster cluster;
  private final String index;

  IndexFields(Cluster cluster, String index) {
    this.cluster = cluster;
    this.index = index;
  }

  ItemFields of(LogRequest.Fields named) throws ClusterException {
    List<String> texts = named.texts().isEmpty() ? textFields() : named.texts();
    Optional<String> category =
        named
            .category()
            .or(() -> texts.stream().skip(1).findFirst())
            .filter(field -> !field.equals(LogRequest.Fields.NONE));
    ItemFields fields;
    try {
      fields =
          new ItemFields(
              named.id(),
              texts,
              category,
              named.number().map(field -> FieldsFile.number(field, named.transform())));
    } catch (IllegalArgumentException e) {
      throw new ClusterException("index [" + index + "]: " + e.getMessage(), e);
    }
    requireMapped(fields);
    return fields;
  }

  private List<String> textFields() throws ClusterException {
    JsonObject answer =
        cluster.send(
            "GET",
            Documents.path(index) + "/_settings/" + TEXT_FIELDS + "?flat_settings=true",
            null);
    Set<List<String>> found = new LinkedHashSet<>();
    for (Map.Entry<String, JsonElement> each : answer.entrySet()) {
      JsonObject settings = each.getValue().getAsJsonObject().getAsJsonObject("settings");
      List<String> fields = new ArrayList<>();
      if (settings != null && settings.get(TEXT_FIELDS) instanceof JsonArray array) {
        array.forEach(field -> fields.add(field.getAsString()));
      }
      found.add(fields);
    }
    if (found.size() != 1 || found.iterator().next().isEmpty()) {
      throw new ClusterException(
          "index ["
              + index
              + "] has setting ["
              + TEXT_FIELDS
              + "] "
              + found
              + "; expected one list of fields; name them with [--text-fields], the title first, the"
              + " categories next");
    }
    return found.iterator().next();
  }

  private void requireMapped(ItemFields fields) throws ClusterException {
    List<String> wanted = new ArrayList<>(List.of(fields.id()));
    fields.category().ifPresent(wanted::add);
    fields.number().ifPresent(number -> wanted.add(number.field()));
    JsonObject capabilities =
        cluster
            .send(
                "GET",
                Documents.path(index)
                    + "/_field_caps?fields="
                    + Documents.path(String.join(",", wanted)),
                null)
            .getAsJsonObject("fields");
    require(capabilities, fields.id(), IDS, "a keyword or an integer number", "--id-field");
    if (fields.category().isPresent()) {
      require(capabilities, fields.category().get(), NAMES, "a keyword", "--category-field");
    }
    if (fields.number().isPresent()) {
      require(capabilities, fields.number().get().field(), NUMBERS, "a number", "--number-field");
    }
  }

  private void require(
      JsonObject capabilities, String field, Set<String> allowed, String expected, String option)
      throws ClusterException {
    JsonObject types =
        capabilities.get(field) instanceof JsonObject found ? found : new JsonObject();
    boolean fits = !types.isEmpty();
    for (Map.Entry<String, JsonElement> type : types.entrySet()) {
      fits &=
          allowed.contains(type.getKey())
              && type.getValue().getAsJsonObject().get("aggregatable").getAsBoolean();
    }
    if (!fits) {
      throw new ClusterException(
          "index ["
              + index
              + "] maps field ["
              + field
              + "] as "
              + (types.isEmpty() ? "[nothing]" : types.keySet())
              + "; expected "
              + expected
              + " with doc values; name another field with ["
              + option
              + "]");
    }
  }
}
