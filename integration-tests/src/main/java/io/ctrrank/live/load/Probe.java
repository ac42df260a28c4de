package io.ctrrank.live.load;

import com.google.gson.JsonElement;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few searches whose scores are known from when all was well: they tell whether all is well
 * again.
 */
public final class Probe {
  /**
   * A vector that was encoded again, in another batch, may differ in the last bit of half
   * precision.
   */
  private static final double TOLERANCE = 5e-3;

  private final NodeClient client;
  private final List<LoadSearch> searches;
  private final List<List<Double>> expected;

  private Probe(NodeClient client, List<LoadSearch> searches, List<List<Double>> expected) {
    this.client = client;
    this.searches = searches;
    this.expected = expected;
  }

  /**
   * Searches until two rounds in a row are without degradation and give the same scores.
   *
   * @param attempts most rounds
   * @throws IOException if that does not come about
   */
  public static Probe take(NodeClient client, List<LoadSearch> searches, int attempts)
      throws IOException {
    Probe probe = new Probe(client, searches, List.of());
    List<List<Double>> last = List.of();
    for (int attempt = 0; attempt < attempts; attempt++) {
      List<List<Double>> scores = probe.scores();
      if (!scores.isEmpty() && same(scores, last)) {
        return new Probe(client, searches, scores);
      }
      last = scores;
    }
    throw new IOException("searches are still degraded after [" + attempts + "] rounds");
  }

  /** Whether all scores are as they were, without degradation. */
  public boolean isWell() throws IOException {
    return same(scores(), expected);
  }

  /** The scores of all searches, nothing if one of them is degraded. */
  private List<List<Double>> scores() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (LoadSearch search : searches) {
      Page page = Page.of(client.send("POST", search.path(), search.body()), search.scale());
      if (page.failure().or(page::mixture).isPresent()) {
        throw new IOException("search is not answered well: " + page);
      }
      pages.add(page);
    }
    return pages.stream().allMatch(page -> page.degradations().isEmpty())
        ? pages.stream().map(Probe::scores).toList()
        : List.of();
  }

  private static List<Double> scores(Page page) {
    return page.hits().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(Scale::score)
        .toList();
  }

  private static boolean same(List<List<Double>> some, List<List<Double>> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      List<Double> scores = some.get(i);
      List<Double> other = others.get(i);
      if (scores.size() != other.size()) {
        return false;
      }
      for (int hit = 0; hit < scores.size(); hit++) {
        double most = TOLERANCE * Math.abs(other.get(hit));
        if (Math.abs(scores.get(hit) - other.get(hit)) > most) {
          return false;
        }
      }
    }
    return true;
  }
}
