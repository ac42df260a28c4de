package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.Fingerprints;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.fielddata.IndexFieldDataCache;
import org.elasticsearch.index.fielddata.IndexNumericFieldData.NumericType;
import org.elasticsearch.index.fielddata.plain.SortedDoublesIndexFieldData;
import org.elasticsearch.index.fielddata.plain.SortedNumericIndexFieldData;
import org.elasticsearch.index.fielddata.plain.SortedSetOrdinalsIndexFieldData;
import org.elasticsearch.index.mapper.IndexType;
import org.elasticsearch.indices.breaker.NoneCircuitBreakerService;
import org.elasticsearch.script.field.ToScriptFieldFactory;
import org.elasticsearch.search.aggregations.support.CoreValuesSourceType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a window costs before its vectors are asked for: item rows, categories, numbers, bids and
 * fingerprints out of doc values, of hits all over an index of 50,000 ads, its rows of items
 * remembered. The setup checks every row that is read against the documents.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class FeatureReadBenchmark {
  private static final String MODEL = "msd";
  private static final int ADS = 50_000;
  private static final int WINDOWS = 64;
  private static final int COMPONENTS = 64;
  private static final String CATALOGUE = "ads";
  private static final String SPACE = "v1";

  /** More than all of them take. */
  private static final long ROOM = 1L << 26;

  /** Hits N. */
  @Param({"50", "200", "1000"})
  public int window;

  /** Segments of the index, of one size. */
  @Param({"1", "10"})
  public int segments;

  private final int[][] windows = new int[WINDOWS][];
  private FeatureSchema schema;
  private SampleAds ads;
  private final ItemMemory memory = new ItemMemory(ROOM);
  private ItemFields fields;
  private ItemFields remembering;
  private LeafWalk walk;
  private DocValuesSum plain;
  private int next;

  /** Indexes the ads, opens their fields and checks what is read of every window, twice. */
  @Setup(Level.Trial)
  public void index() throws Exception {
    LogConfigurator.configureESLogging();
    schema = Bundle.open(Path.of(System.getProperty("bench.bundles"), MODEL)).manifest().schema();
    Random random = new Random(5);
    ads = SampleAds.index(schema, ADS, segments, random);
    if (ads.reader().leaves().size() != segments) {
      throw new IllegalStateException(
          "index has [" + ads.reader().leaves().size() + "] segments; expected [" + segments + "]");
    }
    fields = fields(new ItemMemory(0));
    remembering = fields(memory);
    HeldVector[] vectors = rememberAll();
    walk = new LeafWalk(ads.reader().leaves(), () -> {});
    plain = new DocValuesSum(schema);
    SampleAdsCheck check = new SampleAdsCheck(schema, ads);
    for (int i = 0; i < WINDOWS; i++) {
      windows[i] = random.ints(0, ADS).distinct().limit(window).sorted().toArray();
      check.sameRows(read(fields, windows[i]));
      check.sameRows(read(fields, windows[i]));
      check.sameRemembered(read(remembering, windows[i]), vectors);
      check.sameSum(windows[i], plain.of(windows[i], ads.reader().leaves()));
    }
  }

  /** As a node does that has found every ad once. */
  private HeldVector[] rememberAll() {
    VectorCache cache = new VectorCache(ROOM);
    HeldVector[] vectors = new HeldVector[ADS];
    for (LeafReaderContext leaf : ads.reader().leaves()) {
      ItemMemory.Vectors remembered =
          requireNonNull(memory.vectors(leaf.reader(), CATALOGUE, SPACE));
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        int ad = leaf.docBase + doc;
        long fingerprint = ads.ad(ad).fingerprint();
        VectorKey key = new VectorKey(SPACE, CATALOGUE, "ad-" + ad);
        cache.put(key, new CachedVector(fingerprint, 0, new short[COMPONENTS]));
        vectors[ad] = requireNonNull(cache.get(key, fingerprint));
        remembered.set(doc, vectors[ad]);
      }
    }
    return vectors;
  }

  /**
   * The fields as the mapping of a node's index would give them.
   *
   * @param vectors where vectors are remembered
   */
  private ItemFields fields(ItemMemory vectors) {
    TextTemplate template = schema.itemText().orElseThrow();
    ItemIndex index =
        ItemIndex.of(
            new Index("ads", "uuid"),
            Settings.builder().putList("index.ctr.text_fields", template.fields()).build());
    return new ItemFields(
        schema,
        new ItemIds(schema.itemIdField(), keyword(schema.itemIdField()), schema.itemIds(), memory),
        schema.categorical().stream().map(feature -> keyword(feature.field())).toList(),
        schema.numeric().stream().map(feature -> integer(feature.field())).toList(),
        NumberField.of(
            new SortedDoublesIndexFieldData(
                SampleAds.BID,
                NumericType.DOUBLE,
                CoreValuesSourceType.NUMERIC,
                noScripts(),
                IndexType.docValuesOnly())),
        new ItemFields.Texts(Fingerprints.of(index, 0, template), CATALOGUE, SPACE, vectors));
  }

  private static TermField keyword(String field) {
    return new KeywordField(
        new SortedSetOrdinalsIndexFieldData(
            new IndexFieldDataCache.None(),
            field,
            CoreValuesSourceType.KEYWORD,
            new NoneCircuitBreakerService(),
            noScripts()));
  }

  private static NumberField integer(String field) {
    return NumberField.of(
        new SortedNumericIndexFieldData(
            field,
            NumericType.INT,
            CoreValuesSourceType.NUMERIC,
            noScripts(),
            IndexType.docValuesOnly()));
  }

  private static <T> ToScriptFieldFactory<T> noScripts() {
    return (values, name) -> {
      throw new UnsupportedOperationException("no script reads field [" + name + "]");
    };
  }

  /** Deletes the index. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    ads.close();
  }

  /** Reads a window as the rescorer does, with the fingerprints of texts. */
  @Benchmark
  public Object read() throws IOException {
    return read(fields, nextWindow());
  }

  /** Reads a window as the rescorer does whose vectors are remembered. */
  @Benchmark
  public Object readRemembered() throws IOException {
    return read(remembering, nextWindow());
  }

  /** Adds the same values of a window up with Lucene alone. */
  @Benchmark
  public long sum() throws IOException {
    return plain.of(nextWindow(), ads.reader().leaves());
  }

  private Candidates read(ItemFields from, int[] docs) throws IOException {
    Candidates candidates = new Candidates(schema, docs);
    walk.visit(docs, row -> true, leaf -> from.open(leaf, candidates));
    return candidates;
  }

  private int[] nextWindow() {
    next = (next + 1) % WINDOWS;
    return windows[next];
  }
}
