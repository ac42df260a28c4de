package io.ctrrank.plugin.rescore;

import java.util.Arrays;
import org.apache.lucene.search.ScoreDoc;

/**
 * The hits of a window as recall has them, in the order of documents.
 *
 * @param docs top-level document ids, ascending
 * @param scores by row, of recall or of the rescorer before
 */
@SuppressWarnings("ArrayRecordComponent") // made once, handed to one window
record RecalledHits(int[] docs, float[] scores) {
  /** Sorts hits by document. */
  static RecalledHits of(ScoreDoc[] hits) {
    // Document and place in one number: numbers are sorted several times as fast as objects.
    long[] order = new long[hits.length];
    for (int place = 0; place < hits.length; place++) {
      order[place] = (long) hits[place].doc << Integer.SIZE | place;
    }
    Arrays.sort(order);
    int[] docs = new int[hits.length];
    float[] scores = new float[hits.length];
    for (int row = 0; row < hits.length; row++) {
      ScoreDoc hit = hits[(int) order[row]];
      docs[row] = hit.doc;
      scores[row] = hit.score;
    }
    return new RecalledHits(docs, scores);
  }
}
