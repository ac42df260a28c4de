package io.ctrrank.live.soak;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.load.LoadSearch;
import io.ctrrank.live.load.Scale;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Searches each of which finds a full window of ads without any vector. When every ad was in a
 * window, the index moves on to another catalogue, in which nothing has a vector. Every second
 * search is of a user, whose history has no vectors either; the others are of nobody. Thread-safe.
 */
final class FreshWindows implements LongFunction<LoadSearch> {
  /** Hits of a window. */
  static final int WINDOW = 200;

  /** Of all hits of the first pass: far above any pCTR. */
  private static final double FIRST_PASS = 1e9;

  private static final int SIZE = 10;

  private final NodeClient client;
  private final String index;
  private final String model;
  private final String timeout;
  private final List<List<String>> windows;
  private final List<UserState> users;
  private int next;
  private int catalogues;

  /**
   * @param timeout of the searches, such as {@code 20ms}
   * @param ads in the index, at least a window of them
   */
  FreshWindows(
      NodeClient client,
      String index,
      String model,
      String timeout,
      List<Item> ads,
      List<UserState> users) {
    this.client = client;
    this.index = index;
    this.model = model;
    this.timeout = timeout;
    this.users = List.copyOf(users);
    this.windows = new ArrayList<>();
    for (int to = WINDOW; to <= ads.size(); to += WINDOW) {
      windows.add(ads.subList(to - WINDOW, to).stream().map(Item::id).toList());
    }
  }

  @Override
  public synchronized LoadSearch apply(long number) {
    int window = next % windows.size();
    if (window == 0) {
      moveOn();
    }
    next++;
    JsonObject user =
        number % 2 == 0
            ? new JsonObject()
            : users.get((int) (number / 2 % users.size())).toJson(true);
    JsonObject search = AdSearch.search(AdSearch.items(windows.get(window), FIRST_PASS), SIZE);
    AdSearch.within(AdSearch.byCtr(search, model, user, WINDOW), timeout);
    return new LoadSearch("/" + index + "/_search", search.toString(), Scale.PCTR);
  }

  private void moveOn() {
    JsonObject settings = new JsonObject();
    settings.addProperty("index.ctr.catalogue", "fresh-" + catalogues++);
    try {
      client.put("/" + index + "/_settings", settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
