package io.ctrrank.plugin.rescore;

import java.util.Arrays;
import java.util.Comparator;
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
    ScoreDoc[] sorted = hits.clone();
    Arrays.sort(sorted, Comparator.comparingInt(hit -> hit.doc));
    int[] docs = new int[sorted.length];
    float[] scores = new float[sorted.length];
    for (int row = 0; row < sorted.length; row++) {
      docs[row] = sorted[row].doc;
      scores[row] = sorted[row].score;
    }
    return new RecalledHits(docs, scores);
  }
}
