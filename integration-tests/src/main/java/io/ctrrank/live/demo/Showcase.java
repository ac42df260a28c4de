package io.ctrrank.live.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.HitExplanation;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.Table;
import io.ctrrank.trainer.data.Catalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One query, as everybody sees it before the rescore and as single users see it after. */
public final class Showcase {
  /** What the users type. */
  public static final String QUERY = "adventure comedy";

  private static final int WINDOW = 200;
  private static final int SHOWN = 8;
  private static final int TITLE = 30;
  private static final int PROFILE = 118;
  private static final int REASONS = 2;
  private static final double SHOWN_PER_PRICE = 1000;

  private final NodeClient client;
  private final String index;
  private final Catalogue catalogue;
  private final Console console;

  /**
   * @param client the node
   * @param index the ads index
   * @param catalogue what it was loaded from
   * @param console where to show
   */
  public Showcase(NodeClient client, String index, Catalogue catalogue, Console console) {
    this.client = client;
    this.index = index;
    this.catalogue = catalogue;
    this.console = console;
  }

  /**
   * Shows the hits of every user; the last one's request has only the id, and the node finds
   * history and profile in Redis.
   */
  public StepOutcome show(Model model, List<UserState> users) throws IOException {
    List<String> before = ids(search(AdSearch.search(AdSearch.text(QUERY), WINDOW)));
    for (UserState user : users) {
      boolean stored = user.equals(users.getLast());
      JsonObject search =
          AdSearch.byEcpm(
              AdSearch.search(AdSearch.text(QUERY), SHOWN),
              model.id(),
              stored ? user.byId() : user.toJson(model.readsProfile()),
              WINDOW);
      search.addProperty("explain", true);
      console.line("");
      console.line(
          "user %s, %d events %s: %s",
          user.user(),
          user.history().size(),
          stored ? "in Redis, looked up by {\"user\": " + user.byId() + "}" : "in the request",
          Table.fit(user.profile(), PROFILE));
      console.text(compare(before, search(search)));
    }
    return new StepOutcome(
        true, users.size() + " users see the same " + WINDOW + " hits in orders of their own");
  }

  private String compare(List<String> before, JsonArray after) {
    Map<String, Integer> positions = new HashMap<>();
    for (String id : before) {
      positions.put(id, positions.size() + 1);
    }
    Table table =
        new Table(
            ">#", "before", "after", ">was", ">pCTR", ">bid", ">eCPM", "nearest in the history");
    for (int i = 0; i < after.size(); i++) {
      JsonObject hit = after.get(i).getAsJsonObject();
      HitExplanation why = HitExplanation.of(hit.getAsJsonObject("_explanation"));
      String id = hit.get("_id").getAsString();
      Integer was = positions.get(id);
      table.row(
          Integer.toString(i + 1),
          i < before.size() ? title(before.get(i)) : "",
          title(id),
          was == null ? "-" : was.toString(),
          number("%.3f", why.pCtr()),
          number("%.2f", why.bid().orElse(0.0)),
          number("%.0f", why.score() * SHOWN_PER_PRICE),
          reasons(why));
    }
    return table.toString();
  }

  private String reasons(HitExplanation why) {
    return why.nearest().stream()
        .limit(REASONS)
        .map(near -> title(near.item()) + number(" %.2f", near.similarity()))
        .collect(Collectors.joining("; "));
  }

  private JsonArray search(JsonObject body) throws IOException {
    return client
        .post("/" + index + "/_search", body)
        .getAsJsonObject("hits")
        .getAsJsonArray("hits");
  }

  private static List<String> ids(JsonArray hits) {
    List<String> ids = new ArrayList<>(hits.size());
    for (JsonElement hit : hits) {
      ids.add(hit.getAsJsonObject().get("_id").getAsString());
    }
    return ids;
  }

  private String title(String id) {
    int position = catalogue.indexOf(id);
    return position < 0 ? id : Table.fit(catalogue.item(position).title(), TITLE);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
