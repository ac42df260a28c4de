package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.List;

/**
 * What was known of a user at the moment of one impression, as a request states it.
 *
 * @param user id of the user
 * @param history events strictly before the impression, newest first
 * @param profile profile text as of that moment, empty when there was none
 */
public record UserState(String user, List<Event> history, String profile) {

  /**
   * One event of the history.
   *
   * @param item id of the item
   * @param type event type by name
   * @param click whether the type counts as a click
   */
  public record Event(String item, String type, boolean click) {}

  public UserState {
    history = List.copyOf(history);
  }

  /** The state at one row of a data set. */
  public static UserState of(Dataset dataset, ExampleSet rows, int row) {
    int length = rows.historyLength(row);
    int[] items = new int[length];
    int[] types = new int[length];
    rows.history(row, items, types, 0);
    List<String> names = dataset.schema().history().types();
    List<Event> history = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      String type = names.get(types[i] - 1);
      history.add(
          new Event(
              dataset.catalogue().item(items[i]).id(),
              type,
              dataset.schema().history().isClick(type)));
    }
    int profile = rows.profile(row);
    return new UserState(
        rows.impression(row).user(),
        history,
        profile < 0 ? "" : dataset.profileTexts().get(profile));
  }

  /** The same user with no more than the newest {@code most} events. */
  public UserState newest(int most) {
    return new UserState(user, history.subList(0, Math.min(most, history.size())), profile);
  }

  /** The {@code user} member of the rescorer for a user whose state is stored. */
  public JsonObject byId() {
    JsonObject json = new JsonObject();
    json.addProperty("id", user);
    return json;
  }

  /**
   * The {@code user} member of the rescorer.
   *
   * @param withProfile whether the model reads a profile; a request must not state one otherwise
   */
  public JsonObject toJson(boolean withProfile) {
    JsonArray events = new JsonArray(history.size());
    for (Event event : history) {
      JsonObject entry = new JsonObject();
      entry.addProperty("item", event.item());
      entry.addProperty("type", event.type());
      events.add(entry);
    }
    JsonObject json = new JsonObject();
    json.add("history", events);
    if (withProfile && !profile.isEmpty()) {
      json.addProperty("profile", profile);
    }
    return json;
  }
}
