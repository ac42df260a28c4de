package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.FeatureSchema;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The hits of one window as they are gathered: row i of everything belongs to the document {@code
 * docs[i]}. Documents are in ascending order. Used by one thread at a time.
 */
final class Candidates {
  private final int[] docs;
  private final @Nullable String[] items;
  private final long[] fingerprints;
  private final BitSet fingerprinted;
  private final double[] bids;
  private final VectorSource[] sources;
  private final @Nullable CandidateBatch batch;

  /**
   * Hits whose features are read.
   *
   * @param docs top-level document ids, ascending
   */
  Candidates(FeatureSchema schema, int[] docs) {
    this(docs, new CandidateBatch(schema, docs.length));
  }

  /** Hits of which only the bids are read, because there is no model. */
  static Candidates withoutModel(int[] docs) {
    return new Candidates(docs, null);
  }

  private Candidates(int[] docs, @Nullable CandidateBatch batch) {
    this.docs = docs;
    this.items = new String[docs.length];
    this.fingerprints = new long[docs.length];
    this.fingerprinted = new BitSet(docs.length);
    this.bids = new double[docs.length];
    this.sources = new VectorSource[docs.length];
    this.batch = batch;
    Arrays.fill(bids, Double.NaN);
    Arrays.fill(sources, VectorSource.NONE);
  }

  int size() {
    return docs.length;
  }

  int[] docs() {
    return docs;
  }

  /** The row of a document, negative when it is not among the candidates. */
  int row(int doc) {
    return Arrays.binarySearch(docs, doc);
  }

  /** Features in model form. */
  CandidateBatch batch() {
    return requireNonNull(batch, "candidates without a model have no features");
  }

  /** The item's id, null when the document has none. */
  @Nullable String item(int row) {
    return items[row];
  }

  /** Sets the item's id and the row that the model's vocabulary gives it. */
  void setItem(int row, String item, int vocabularyRow) {
    items[row] = item;
    batch().itemRows()[row] = vocabularyRow;
  }

  /** Whether the item's text can be told from what it was and will be. */
  boolean hasFingerprint(int row) {
    return fingerprinted.get(row);
  }

  /** The fingerprint of the item's text, 0 for rows that have none. */
  long fingerprint(int row) {
    return fingerprints[row];
  }

  void setFingerprint(int row, long fingerprint) {
    fingerprints[row] = fingerprint;
    fingerprinted.set(row);
  }

  /** The bid, NaN when the document has none or none is read. */
  double bid(int row) {
    return bids[row];
  }

  void setBid(int row, double bid) {
    bids[row] = bid;
  }

  VectorSource source(int row) {
    return sources[row];
  }

  /** Sets the item's vector and where it came from; null with {@link VectorSource#FALLBACK}. */
  void setVector(int row, short @Nullable [] vector, VectorSource source) {
    batch().setVector(row, vector);
    sources[row] = source;
  }
}
