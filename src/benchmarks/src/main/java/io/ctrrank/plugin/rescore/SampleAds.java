package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.NumericUtils;

/**
 * Random ads and their index, with the doc values that a node makes of keywords, integers, a {@code
 * double} and the fingerprint, in a temporary folder that {@link #close} deletes. Ad i is document
 * i.
 */
final class SampleAds implements Closeable {
  /** Field of the bid. */
  static final String BID = "bid";

  private static final double RAM_MEGABYTES = 256;
  private static final int UNKNOWN_ITEMS = 5;
  private static final int WITHOUT_NUMBER = 500;
  private static final int MOST_TERMS = 4;

  private final List<Ad> ads;
  private final Path folder;
  private final MMapDirectory directory;
  private final DirectoryReader reader;

  /**
   * What one document has.
   *
   * @param item its id
   * @param terms of each categorical feature
   * @param numbers of each numeric feature, NaN for none
   */
  record Ad(
      String item,
      List<SortedSet<String>> terms,
      List<Double> numbers,
      double bid,
      long fingerprint) {}

  private SampleAds(List<Ad> ads, Path folder, MMapDirectory directory, DirectoryReader reader) {
    this.ads = ads;
    this.folder = folder;
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Draws and indexes ads.
   *
   * @param segments all with the same number of documents, which divides {@code size}
   */
  static SampleAds index(FeatureSchema schema, int size, int segments, Random random)
      throws IOException {
    List<Ad> ads = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ads.add(draw(schema, i, random));
    }
    Path folder = Files.createTempDirectory("ads");
    MMapDirectory directory = new MMapDirectory(folder);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setMergePolicy(NoMergePolicy.INSTANCE)
            .setRAMBufferSizeMB(RAM_MEGABYTES);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < size; i++) {
        writer.addDocument(document(schema, ads.get(i)));
        if ((i + 1) % (size / segments) == 0) {
          writer.commit();
        }
      }
    }
    return new SampleAds(ads, folder, directory, DirectoryReader.open(directory));
  }

  private static Ad draw(FeatureSchema schema, int number, Random random) {
    String item =
        random.nextInt(UNKNOWN_ITEMS) == 0
            ? "new-" + number
            : pick(schema.itemIds().values(), random);
    List<SortedSet<String>> terms = new ArrayList<>();
    for (CategoricalFeature feature : schema.categorical()) {
      SortedSet<String> values = new TreeSet<>();
      int most = 1 + random.nextInt(MOST_TERMS);
      for (int i = 0; i < most; i++) {
        values.add(pick(feature.vocabulary().values(), random));
      }
      terms.add(values);
    }
    List<Double> numbers = new ArrayList<>();
    for (NumericFeature feature : schema.numeric()) {
      double value = feature.transform().invert(feature.mean()) + random.nextInt(50);
      numbers.add(random.nextInt(WITHOUT_NUMBER) == 0 ? Double.NaN : Math.rint(value));
    }
    return new Ad(item, terms, numbers, random.nextDouble(), random.nextLong());
  }

  private static String pick(List<String> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static Document document(FeatureSchema schema, Ad ad) {
    Document document = new Document();
    document.add(new SortedSetDocValuesField(schema.itemIdField(), new BytesRef(ad.item())));
    for (int f = 0; f < ad.terms().size(); f++) {
      for (String term : ad.terms().get(f)) {
        document.add(
            new SortedSetDocValuesField(schema.categorical().get(f).field(), new BytesRef(term)));
      }
    }
    for (int f = 0; f < ad.numbers().size(); f++) {
      double number = ad.numbers().get(f);
      if (!Double.isNaN(number)) {
        document.add(
            new SortedNumericDocValuesField(schema.numeric().get(f).field(), (long) number));
      }
    }
    document.add(new SortedNumericDocValuesField(BID, NumericUtils.doubleToSortableLong(ad.bid())));
    document.add(new NumericDocValuesField(FingerprintFieldMapper.NAME, ad.fingerprint()));
    return document;
  }

  /** The ad that is document {@code doc}. */
  Ad ad(int doc) {
    return ads.get(doc);
  }

  int size() {
    return ads.size();
  }

  DirectoryReader reader() {
    return reader;
  }

  @Override
  public void close() throws IOException {
    IOUtils.close(reader, directory);
    IOUtils.rm(folder);
  }
}
