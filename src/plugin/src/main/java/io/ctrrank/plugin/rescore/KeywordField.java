package io.ctrrank.plugin.rescore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.schema.Vocabulary;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.elasticsearch.index.fielddata.IndexFieldData;
import org.elasticsearch.index.fielddata.LeafFieldData;
import org.elasticsearch.index.fielddata.LeafOrdinalsFieldData;
import org.elasticsearch.index.fielddata.SortedBinaryDocValues;

/** A keyword field, whatever its doc values are made of. */
record KeywordField(IndexFieldData<?> data) implements TermField {
  /**
   * Segments with at most so many distinct values remember, for one window, which row each has: the
   * hits of a window share few values, and reading a name costs more than the rest of a feature.
   */
  static final int MOST_REMEMBERED = 1024;

  @Override
  public Names names(LeafReaderContext leaf) {
    SortedBinaryDocValues values = data.load(leaf).getBytesValues();
    return doc -> values.advanceExact(doc) ? name(values.nextValue()) : null;
  }

  @Override
  public Rows rows(LeafReaderContext leaf, Vocabulary vocabulary) {
    LeafFieldData loaded = data.load(leaf);
    if (loaded instanceof LeafOrdinalsFieldData ordinals) {
      SortedSetDocValues values = ordinals.getOrdinalsValues();
      if (values.getValueCount() <= MOST_REMEMBERED) {
        return new Remembered(values, vocabulary)::read;
      }
    }
    SortedBinaryDocValues values = loaded.getBytesValues();
    return (doc, rows, from, most) -> {
      if (values.advanceExact(doc)) {
        int count = Math.min(most, values.docValueCount());
        for (int i = 0; i < count; i++) {
          rows[from + i] = vocabulary.row(name(values.nextValue()));
        }
      }
    };
  }

  private static String name(BytesRef value) {
    return new String(value.bytes, value.offset, value.length, UTF_8);
  }

  /** Looks each distinct value of a window up once. */
  private static final class Remembered {
    private static final int UNKNOWN = -1;

    private final SortedSetDocValues values;
    private final Vocabulary vocabulary;
    private final int[] rowOf;

    Remembered(SortedSetDocValues values, Vocabulary vocabulary) {
      this.values = values;
      this.vocabulary = vocabulary;
      this.rowOf = new int[Math.toIntExact(values.getValueCount())];
      Arrays.fill(rowOf, UNKNOWN);
    }

    void read(int doc, long[] rows, int from, int most) throws IOException {
      if (values.advanceExact(doc)) {
        int count = Math.min(most, values.docValueCount());
        for (int i = 0; i < count; i++) {
          rows[from + i] = row(Math.toIntExact(values.nextOrd()));
        }
      }
    }

    private int row(int ordinal) throws IOException {
      if (rowOf[ordinal] == UNKNOWN) {
        rowOf[ordinal] = vocabulary.row(name(values.lookupOrd(ordinal)));
      }
      return rowOf[ordinal];
    }
  }
}
