package io.ctrrank.live.load;

import com.google.gson.JsonObject;

/** What the scores of a page are. */
public enum Scale {
  /** Predicted click-through rates. */
  PCTR {
    @Override
    double pCtr(JsonObject hit) {
      return score(hit);
    }
  },

  /** pCTR x bid, in the unit of the hit's source field {@code bid}. */
  ECPM {
    @Override
    double pCtr(JsonObject hit) {
      return score(hit) / hit.getAsJsonObject("_source").get("bid").getAsDouble();
    }
  },

  /** Scores of recall, which predict nothing: a search without the rescorer. */
  RECALL {
    @Override
    double pCtr(JsonObject hit) {
      return 1;
    }
  };

  /** The click-through rate that the score of a hit stands for on this scale. */
  abstract double pCtr(JsonObject hit);

  static double score(JsonObject hit) {
    return hit.get("_score").getAsDouble();
  }
}
