package io.ctrrank.plugin.rescore;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.plugin.rescore.SampleAds.Ad;
import io.ctrrank.runtime.cache.HeldVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.util.NumericUtils;

/** Whether what was read of an index is what its ads have; an error tells what is not. */
final class SampleAdsCheck {
  private final FeatureSchema schema;
  private final SampleAds ads;

  /** The distinct item ids of each segment, and the distinct terms of each feature, sorted. */
  private final List<List<List<String>>> termsOfLeaf = new ArrayList<>();

  SampleAdsCheck(FeatureSchema schema, SampleAds ads) {
    this.schema = schema;
    this.ads = ads;
    for (LeafReaderContext leaf : ads.reader().leaves()) {
      List<SortedSet<String>> distinct = new ArrayList<>();
      for (int f = 0; f <= schema.categorical().size(); f++) {
        distinct.add(new TreeSet<>());
      }
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        List<Collection<String>> terms = terms(ads.ad(leaf.docBase + doc));
        for (int f = 0; f < terms.size(); f++) {
          distinct.get(f).addAll(terms.get(f));
        }
      }
      termsOfLeaf.add(distinct.stream().map(List::copyOf).toList());
    }
  }

  private static List<Collection<String>> terms(Ad ad) {
    List<Collection<String>> terms = new ArrayList<>();
    terms.add(List.of(ad.item()));
    terms.addAll(ad.terms());
    return terms;
  }

  /** All that was read of each hit. */
  void sameRows(Candidates candidates) {
    for (int row = 0; row < candidates.size(); row++) {
      int doc = candidates.docs()[row];
      String found = found(candidates, row);
      String expected = expected(ads.ad(doc));
      if (!found.equals(expected)) {
        throw new IllegalStateException(
            "document [" + doc + "] reads as [" + found + "]; expected [" + expected + "]");
      }
      if (!candidates.hasFingerprint(row)
          || candidates.fingerprint(row) != ads.ad(doc).fingerprint()) {
        throw new IllegalStateException("document [" + doc + "] has another fingerprint");
      }
    }
  }

  /** As {@link #sameRows}, of hits whose vectors are remembered: no fingerprint was read. */
  void sameRemembered(Candidates candidates, HeldVector[] vectors) {
    for (int row = 0; row < candidates.size(); row++) {
      int doc = candidates.docs()[row];
      if (candidates.hasFingerprint(row)
          || candidates.batch().vector(row) != vectors[doc].vector()
          || !found(candidates, row).equals(expected(ads.ad(doc)))) {
        throw new IllegalStateException(
            "document [" + doc + "] reads as something else where its vector is remembered");
      }
    }
  }

  private String found(Candidates candidates, int row) {
    CandidateBatch batch = candidates.batch();
    List<Object> values = new ArrayList<>();
    values.add(candidates.item(row));
    values.add(batch.itemRows()[row]);
    for (int f = 0; f < schema.categorical().size(); f++) {
      int most = schema.categorical().get(f).maxValues();
      values.add(
          Arrays.toString(Arrays.copyOfRange(batch.categorical(f), row * most, (row + 1) * most)));
    }
    int columns = schema.numeric().size();
    for (int f = 0; f < columns; f++) {
      values.add(batch.numeric()[row * columns + f]);
    }
    values.add(candidates.bid(row));
    return values.toString();
  }

  private String expected(Ad ad) {
    List<Object> values = new ArrayList<>();
    values.add(ad.item());
    values.add((long) schema.itemIds().row(ad.item()));
    for (int f = 0; f < schema.categorical().size(); f++) {
      CategoricalFeature feature = schema.categorical().get(f);
      long[] rows = new long[feature.maxValues()];
      Arrays.fill(rows, Vocabulary.PADDING);
      int position = 0;
      for (String term : ad.terms().get(f)) {
        if (position < rows.length) {
          rows[position++] = feature.vocabulary().row(term);
        }
      }
      values.add(Arrays.toString(rows));
    }
    for (int f = 0; f < schema.numeric().size(); f++) {
      values.add(schema.numeric().get(f).standardize(ad.numbers().get(f)));
    }
    values.add(ad.bid());
    return values.toString();
  }

  /** The sum of the doc values of hits. */
  void sameSum(int[] docs, long found) {
    long expected = 0;
    for (int doc : docs) {
      expected += sum(doc);
    }
    if (found != expected) {
      throw new IllegalStateException(
          "doc values of ["
              + docs.length
              + "] documents add up to ["
              + found
              + "]; expected ["
              + expected
              + "]");
    }
  }

  private long sum(int doc) {
    Ad ad = ads.ad(doc);
    List<List<String>> sorted = termsOfLeaf.get(ReaderUtil.subIndex(doc, ads.reader().leaves()));
    List<Collection<String>> terms = terms(ad);
    long sum = ad.fingerprint() + NumericUtils.doubleToSortableLong(ad.bid());
    for (int f = 0; f < terms.size(); f++) {
      for (String term : terms.get(f)) {
        sum += Collections.binarySearch(sorted.get(f), term);
      }
    }
    for (double number : ad.numbers()) {
      sum += Double.isNaN(number) ? 0 : (long) number;
    }
    return sum;
  }
}
