package io.ctrrank.plugin.rescore;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.fielddata.IndexFieldData;
import org.elasticsearch.index.fielddata.IndexNumericFieldData;
import org.elasticsearch.index.fielddata.SortedBinaryDocValues;
import org.elasticsearch.index.fielddata.SortedNumericLongValues;

/** A field whose values are names: a keyword, or an integer in its decimal form. */
@FunctionalInterface
interface TermField {
  /** Opens a segment. */
  Leaf open(LeafReaderContext leaf);

  /** The values of the documents of one segment. */
  @FunctionalInterface
  interface Leaf {
    /** Hands the first {@code most} values of a document over, in sorted order. */
    void read(int doc, int most, Consumer<String> values) throws IOException;
  }

  /** Of a keyword. */
  static TermField keyword(IndexFieldData<?> field) {
    return leaf -> {
      SortedBinaryDocValues values = field.load(leaf).getBytesValues();
      return (doc, most, consumer) -> {
        if (values.advanceExact(doc)) {
          int count = Math.min(most, values.docValueCount());
          for (int i = 0; i < count; i++) {
            consumer.accept(values.nextValue().utf8ToString());
          }
        }
      };
    };
  }

  /** Of an integer. */
  static TermField integer(IndexNumericFieldData field) {
    return leaf -> {
      SortedNumericLongValues values = field.load(leaf).getLongValues();
      return (doc, most, consumer) -> {
        if (values.advanceExact(doc)) {
          int count = Math.min(most, values.docValueCount());
          for (int i = 0; i < count; i++) {
            consumer.accept(Long.toString(values.nextValue()));
          }
        }
      };
    };
  }
}
