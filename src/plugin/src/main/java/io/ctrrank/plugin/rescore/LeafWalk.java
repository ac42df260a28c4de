package io.ctrrank.plugin.rescore;

import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;

/** Visits documents segment by segment in ascending order, as doc values ask for. */
final class LeafWalk {
  private final List<LeafReaderContext> leaves;
  private final Runnable cancellation;

  /**
   * @param leaves segments of the searcher that found the documents
   * @param cancellation asked before each segment; throws when the search was cancelled or its time
   *     is over
   */
  LeafWalk(List<LeafReaderContext> leaves, Runnable cancellation) {
    this.leaves = leaves;
    this.cancellation = cancellation;
  }

  /** Opens what is read in a segment. */
  @FunctionalInterface
  interface LeafOpener {
    RowReader open(LeafReaderContext leaf) throws IOException;
  }

  /** Reads one document of the segment. */
  @FunctionalInterface
  interface RowReader {
    void read(int row, int docInLeaf) throws IOException;
  }

  /**
   * Visits {@code docs[row]} for every wanted row.
   *
   * @param docs top-level document ids, ascending
   */
  void visit(int[] docs, IntPredicate wanted, LeafOpener opener) throws IOException {
    int end = -1;
    int base = 0;
    RowReader reader = (row, doc) -> {};
    for (int row = 0; row < docs.length; row++) {
      if (!wanted.test(row)) {
        continue;
      }
      if (docs[row] >= end) {
        cancellation.run();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docs[row], leaves));
        base = leaf.docBase;
        end = base + leaf.reader().maxDoc();
        reader = opener.open(leaf);
      }
      reader.read(row, docs[row] - base);
    }
  }
}
