package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * One event of the log of impressions or clicks, by its fields.
 *
 * @param fields the member {@code fields} of a hit
 */
record LoggedEvent(JsonObject fields) {
  static final String TIMESTAMP = "@timestamp";

  /** The time of an event in indices that are no data streams of the plugin's. */
  static final String EVENT_TIME = "timestamp";

  static final String ACTION = "action_name";
  static final String QUERY = "query_id";
  static final String CLIENT = "client_id";
  static final String USER = "user_id";
  static final String OBJECT = "event_attributes.object.object_id";
  static final String INDEX = "event_attributes.object.index";
  static final String POSITION = "event_attributes.position.ordinal";
  static final String ITEM = "event_attributes.ctr.item";
  static final String QUERY_TEXT = "event_attributes.ctr.query_text";
  static final String FORCED = "event_attributes.ctr.forced";

  private static final String MILLISECONDS = "epoch_millis";

  /**
   * What identifies an impression, as in the report of an experiment.
   *
   * @param query id of the search
   * @param object id of the document
   */
  record Shown(String query, String object) {}

  /**
   * The search for events, oldest first.
   *
   * @param action {@code impression} or {@code click}
   * @param timeField field of their time
   * @param from events since then, if any
   * @param to events before then, if any
   */
  static JsonObject search(
      String action, String timeField, Optional<String> from, Optional<String> to) {
    JsonArray filters = new JsonArray();
    JsonObject term = new JsonObject();
    term.addProperty(ACTION, action);
    filters.add(wrap("term", term));
    if (from.isPresent() || to.isPresent()) {
      JsonObject limits = new JsonObject();
      from.ifPresent(since -> limits.addProperty("gte", since));
      to.ifPresent(before -> limits.addProperty("lt", before));
      filters.add(wrap("range", wrap(timeField, limits)));
    }
    JsonObject search = new JsonObject();
    search.add("query", wrap("bool", wrap("filter", filters)));
    JsonObject order = new JsonObject();
    order.addProperty("order", "asc");
    order.addProperty("unmapped_type", "date");
    JsonArray sort = new JsonArray();
    sort.add(wrap(timeField, order));
    search.add("sort", sort);
    search.addProperty("_source", false);
    JsonArray told = new JsonArray();
    JsonObject time = new JsonObject();
    time.addProperty("field", timeField);
    time.addProperty("format", MILLISECONDS);
    told.add(time);
    List.of(QUERY, CLIENT, USER, OBJECT, INDEX, POSITION, ITEM, QUERY_TEXT, FORCED)
        .forEach(told::add);
    search.add("fields", told);
    return search;
  }

  static JsonObject wrap(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }

  static LoggedEvent of(JsonObject hit) {
    return new LoggedEvent(hit.has("fields") ? hit.getAsJsonObject("fields") : new JsonObject());
  }

  /** What identifies the impression; empty if an id is missing. */
  Optional<Shown> shown() {
    return text(QUERY).flatMap(query -> text(OBJECT).map(object -> new Shown(query, object)));
  }

  /** Milliseconds since the epoch. */
  long time() {
    // Of nanoseconds there is a fraction.
    return Long.parseLong(
        text(TIMESTAMP).or(() -> text(EVENT_TIME)).orElse("0").split("\\.", 2)[0]);
  }

  /** The user, also where a session is assigned in the user's place; empty for nobody. */
  Optional<String> user() {
    return text(USER).or(() -> text(CLIENT));
  }

  boolean forced() {
    return text(FORCED).filter(Boolean::parseBoolean).isPresent();
  }

  /** The first value of a field. */
  Optional<String> text(String field) {
    return fields.get(field) instanceof JsonArray values && !values.isEmpty()
        ? Optional.of(values.get(0).getAsString()).filter(value -> !value.isBlank())
        : Optional.empty();
  }
}
