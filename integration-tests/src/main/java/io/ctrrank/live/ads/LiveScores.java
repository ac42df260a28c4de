package io.ctrrank.live.ads;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Scores single ads through {@code _msearch}: each search finds exactly one ad, so its score is the
 * ad's, whatever else the index holds.
 */
public final class LiveScores {
  private static final int BATCH = 10;

  private final NodeClient client;
  private final String index;
  private final IntConsumer progress;

  /**
   * @param client the node
   * @param index the ads index
   * @param progress told how many scores are there
   */
  public LiveScores(NodeClient client, String index, IntConsumer progress) {
    this.client = client;
    this.index = index;
    this.progress = progress;
  }

  /**
   * Runs the searches.
   *
   * @param searches each finds one ad
   * @return the score of each search's hit
   * @throws IOException if a search fails, or finds none or several
   */
  public double[] of(List<JsonObject> searches) throws IOException {
    JsonObject header = new JsonObject();
    header.addProperty("index", index);
    double[] scores = new double[searches.size()];
    for (int from = 0; from < scores.length; from += BATCH) {
      List<JsonObject> batch = searches.subList(from, Math.min(scores.length, from + BATCH));
      StringBuilder lines = new StringBuilder();
      batch.forEach(search -> lines.append(header).append('\n').append(search).append('\n'));
      JsonArray responses =
          client.postLines("/_msearch", lines.toString()).getAsJsonArray("responses");
      for (int i = 0; i < batch.size(); i++) {
        scores[from + i] = onlyScore(responses.get(i).getAsJsonObject());
      }
      progress.accept(from + batch.size());
    }
    return scores;
  }

  private static double onlyScore(JsonObject response) throws IOException {
    if (!response.has("hits")) {
      throw new IOException("search failed: " + response);
    }
    JsonArray hits = response.getAsJsonObject("hits").getAsJsonArray("hits");
    if (hits.size() != 1) {
      throw new IOException("search found [" + hits.size() + "] ads; expected one: " + response);
    }
    return hits.get(0).getAsJsonObject().get("_score").getAsDouble();
  }
}
