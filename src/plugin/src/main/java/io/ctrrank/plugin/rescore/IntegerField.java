package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.Vocabulary;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.fielddata.IndexNumericFieldData;
import org.elasticsearch.index.fielddata.SortedNumericLongValues;

/** An integer field whose values are names. */
record IntegerField(IndexNumericFieldData data) implements TermField {
  @Override
  public Names names(LeafReaderContext leaf) {
    SortedNumericLongValues values = data.load(leaf).getLongValues();
    return doc -> values.advanceExact(doc) ? Long.toString(values.nextValue()) : null;
  }

  @Override
  public Rows rows(LeafReaderContext leaf, Vocabulary vocabulary) {
    SortedNumericLongValues values = data.load(leaf).getLongValues();
    return (doc, rows, from, most) -> {
      if (values.advanceExact(doc)) {
        int count = Math.min(most, values.docValueCount());
        for (int i = 0; i < count; i++) {
          rows[from + i] = vocabulary.row(Long.toString(values.nextValue()));
        }
      }
    };
  }
}
