package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;

/**
 * The item features, bids and fingerprints of documents by Lucene alone, added up: ordinals of
 * terms, numbers as they are stored. What reading them costs at least, whoever does it.
 */
final class DocValuesSum {
  private final List<String> termFields = new ArrayList<>();
  private final List<String> numberFields = new ArrayList<>();

  DocValuesSum(FeatureSchema schema) {
    termFields.add(schema.itemIdField());
    schema.categorical().forEach(feature -> termFields.add(feature.field()));
    schema.numeric().forEach(feature -> numberFields.add(feature.field()));
    numberFields.add(SampleAds.BID);
  }

  /**
   * @param docs top-level document ids, ascending
   */
  long of(int[] docs, List<LeafReaderContext> leaves) throws IOException {
    long sum = 0;
    for (int from = 0; from < docs.length; ) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docs[from], leaves));
      int end = leaf.docBase + leaf.reader().maxDoc();
      int to = from;
      while (to < docs.length && docs[to] < end) {
        to++;
      }
      sum += ofLeaf(docs, from, to, leaf);
      from = to;
    }
    return sum;
  }

  private long ofLeaf(int[] docs, int from, int to, LeafReaderContext leaf) throws IOException {
    LeafReader reader = leaf.reader();
    SortedSetDocValues[] terms = new SortedSetDocValues[termFields.size()];
    for (int f = 0; f < terms.length; f++) {
      terms[f] = DocValues.getSortedSet(reader, termFields.get(f));
    }
    SortedNumericDocValues[] numbers = new SortedNumericDocValues[numberFields.size()];
    for (int f = 0; f < numbers.length; f++) {
      numbers[f] = DocValues.getSortedNumeric(reader, numberFields.get(f));
    }
    NumericDocValues fingerprints = DocValues.getNumeric(reader, FingerprintFieldMapper.NAME);
    long sum = 0;
    for (int i = from; i < to; i++) {
      int doc = docs[i] - leaf.docBase;
      for (SortedSetDocValues values : terms) {
        sum += values.advanceExact(doc) ? ordinals(values) : 0;
      }
      for (SortedNumericDocValues values : numbers) {
        sum += values.advanceExact(doc) ? values.nextValue() : 0;
      }
      sum += fingerprints.advanceExact(doc) ? fingerprints.longValue() : 0;
    }
    return sum;
  }

  private static long ordinals(SortedSetDocValues values) throws IOException {
    long sum = 0;
    for (int i = values.docValueCount(); i > 0; i--) {
      sum += values.nextOrd();
    }
    return sum;
  }
}
