package io.ctrrank.plugin.rescore;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.fielddata.IndexNumericFieldData;
import org.elasticsearch.index.fielddata.SortedNumericDoubleValues;

/** A numeric field. */
@FunctionalInterface
interface NumberField {
  /** Opens a segment. */
  Leaf open(LeafReaderContext leaf);

  /** The values of the documents of one segment. */
  @FunctionalInterface
  interface Leaf {
    /** The document's value, the smallest of several, NaN when it has none. */
    double read(int doc) throws IOException;
  }

  /** Of a field of any numeric type. */
  static NumberField of(IndexNumericFieldData field) {
    return leaf -> {
      SortedNumericDoubleValues values = field.load(leaf).getDoubleValues();
      return doc -> values.advanceExact(doc) ? values.nextValue() : Double.NaN;
    };
  }
}
