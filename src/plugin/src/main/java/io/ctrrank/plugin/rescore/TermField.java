package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.jspecify.annotations.Nullable;

/** A field whose values are names: a keyword, or an integer in its decimal form. */
interface TermField {
  /** Opens a segment to read names in. */
  Names names(LeafReaderContext leaf);

  /** Opens a segment to read the rows in that a vocabulary gives the names. */
  Rows rows(LeafReaderContext leaf, Vocabulary vocabulary);

  /** The names of the documents of one segment. */
  @FunctionalInterface
  interface Names {
    /** The first of the document's values in sorted order, null when it has none. */
    @Nullable String first(int doc) throws IOException;
  }

  /** The rows of the documents of one segment. */
  @FunctionalInterface
  interface Rows {
    /** Puts the rows of the document's first {@code most} values into {@code rows[from...]}. */
    void read(int doc, long[] rows, int from, int most) throws IOException;
  }
}
