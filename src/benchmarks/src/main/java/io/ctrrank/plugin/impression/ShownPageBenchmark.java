package io.ctrrank.plugin.impression;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.elasticsearch.action.index.IndexRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of ten hits for the log: in the form that travels, read from it, and as documents. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class ShownPageBenchmark {
  private static final int HITS = 10;
  private static final String STREAM = "ctr-impressions";

  private ShownPage page;
  private byte[] bytes;

  /** Makes a page like one of an experiment by pCTR, and checks that its bytes are all of it. */
  @Setup
  public void prepare() {
    Placing placing = new Placing("msd", "msd-2026-11", "treatment", false);
    List<ShownHit> hits =
        IntStream.range(0, HITS)
            .mapToObj(
                i ->
                    new ShownHit(
                        "ads",
                        "ad-1234" + i,
                        i + 1,
                        placing,
                        "ad-1234" + i,
                        "ctr",
                        "cached",
                        "0123456789abcdef".repeat(4),
                        null,
                        0.1f + i / 97f,
                        0.1 + i / 97.0,
                        null,
                        null,
                        i == 0 ? 12L : null,
                        i == 0 ? 0.75 : null))
            .toList();
    page =
        new ShownPage(
            1_764_340_000_123L, "AZr0aaaabbbbccccdddd", false, "u123", null, null, false, hits);
    bytes = page.toBytes();
    if (!ShownPage.of(bytes).equals(page)) {
      throw new IllegalStateException("bytes are another page");
    }
    if (page.documents(STREAM).size() != HITS) {
      throw new IllegalStateException("a hit has no document");
    }
  }

  /** What a search does. */
  @Benchmark
  public byte[] write() {
    return page.toBytes();
  }

  /** What the node that keeps the stream does, before documents. */
  @Benchmark
  public Object read() {
    return ShownPage.of(bytes);
  }

  /** What that node does then, as a search did before. */
  @Benchmark
  public List<IndexRequest> documents() {
    return page.documents(STREAM);
  }
}
