package io.ctrrank.trainer.text;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Vectors of texts out of the store, and out of the encoder for texts that the store lacks. Encodes
 * in batches on several threads; what is encoded is stored every few hundred texts, so that a run
 * that is stopped loses little. Not thread-safe.
 */
public final class TextVectorizer {
  private static final int BATCH = 8;
  private static final int TEXTS_A_PACK = 512;

  private final Path storeFolder;
  private final EncoderSource source;
  private final int threads;
  private final EncodeListener listener;

  /**
   * @param storeFolder folder of the vector stores
   * @param source the encoder
   * @param threads batches encoded side by side
   * @param listener hears of progress
   */
  public TextVectorizer(
      Path storeFolder, EncoderSource source, int threads, EncodeListener listener) {
    this.storeFolder = storeFolder;
    this.source = source;
    this.threads = threads;
    this.listener = listener;
  }

  /** The vectors of all item and profile texts of a data set. */
  public TextVectors vectors(Dataset dataset) throws IOException {
    FeatureSchema schema = dataset.schema();
    int itemTokens = schema.itemText().orElseThrow().maxTokens();
    int profileTokens = schema.profile().orElseThrow().maxTokens();
    List<TextGroup> all =
        List.of(
            new TextGroup(dataset.itemTexts(), itemTokens),
            new TextGroup(dataset.profileTexts(), profileTokens));
    List<float[][]> vectors = vectors(all);
    return new TextVectors(source.dimension(), vectors.get(0), vectors.get(1));
  }

  /** The vectors of each group of texts, in order. */
  public List<float[][]> vectors(List<TextGroup> groups) throws IOException {
    VectorStore store = VectorStore.open(storeFolder, source.space(), source.dimension());
    store.damaged().forEach(listener::damaged);
    List<TextGroup> missing = groups.stream().map(group -> missing(group, store)).toList();
    long total = missing.stream().mapToLong(group -> group.texts().size()).sum();
    if (total > 0) {
      encode(missing, store);
    }
    return groups.stream().map(group -> stored(group, store)).toList();
  }

  /** Shortest first, so that the texts of a batch need little padding. */
  private static TextGroup missing(TextGroup group, VectorStore store) {
    Set<String> distinct = new LinkedHashSet<>(group.texts());
    return new TextGroup(
        distinct.stream()
            .filter(text -> store.vector(group.maxTokens(), text) == null)
            .sorted(Comparator.comparingInt(String::length))
            .toList(),
        group.maxTokens());
  }

  private static float[][] stored(TextGroup group, VectorStore store) {
    float[][] vectors = new float[group.texts().size()][];
    for (int i = 0; i < vectors.length; i++) {
      float[] vector = store.vector(group.maxTokens(), group.texts().get(i));
      if (vector == null) {
        throw new IllegalStateException("text [" + group.texts().get(i) + "] was not encoded");
      }
      vectors[i] = vector;
    }
    return vectors;
  }

  private void encode(List<TextGroup> groups, VectorStore store) throws IOException {
    Progress progress = new Progress(groups);
    try (PooledEncoder encoder = source.open();
        ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (TextGroup group : groups) {
        for (List<String> pack : fromBothEnds(slices(group.texts(), TEXTS_A_PACK))) {
          store.add(
              group.maxTokens(),
              pack,
              encode(pack, group.maxTokens(), encoder, executor, progress));
        }
      }
    }
  }

  private static float[][] encode(
      List<String> texts,
      int maxTokens,
      PooledEncoder encoder,
      ExecutorService executor,
      Progress progress)
      throws IOException {
    List<Callable<float[][]>> batches = new ArrayList<>();
    for (List<String> batch : slices(texts, BATCH)) {
      batches.add(
          () -> {
            float[][] vectors = encoder.pooled(batch, maxTokens);
            progress.add(batch, maxTokens);
            return vectors;
          });
    }
    List<float[]> vectors = new ArrayList<>(texts.size());
    try {
      for (Future<float[][]> batch : executor.invokeAll(batches)) {
        vectors.addAll(List.of(batch.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("encoding was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("encoder failed: " + e.getCause(), e.getCause());
    }
    return vectors.toArray(float[][]::new);
  }

  /** Short and long texts in turn, so that the time left can be told from the time taken. */
  private static List<List<String>> fromBothEnds(List<List<String>> slices) {
    List<List<String>> ordered = new ArrayList<>(slices.size());
    for (int low = 0, high = slices.size() - 1; low <= high; low++, high--) {
      ordered.add(slices.get(low));
      if (low < high) {
        ordered.add(slices.get(high));
      }
    }
    return ordered;
  }

  private static List<List<String>> slices(List<String> texts, int size) {
    List<List<String>> slices = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += size) {
      slices.add(texts.subList(from, Math.min(texts.size(), from + size)));
    }
    return slices;
  }

  /** Counts texts and their characters over threads; tells the listener one call at a time. */
  private final class Progress {
    private long total;
    private long totalWork;
    private long done;
    private long doneWork;

    Progress(List<TextGroup> groups) {
      for (TextGroup group : groups) {
        total += group.texts().size();
        totalWork += work(group.texts(), group.maxTokens());
      }
    }

    synchronized void add(List<String> texts, int maxTokens) {
      done += texts.size();
      doneWork += work(texts, maxTokens);
      listener.encoded(done, total, (double) doneWork / totalWork);
    }

    /** A token has about four characters; the two special tokens keep empty texts above 0. */
    private static long work(List<String> texts, int maxTokens) {
      return texts.stream().mapToLong(text -> Math.min(2 + text.length() / 4, maxTokens)).sum();
    }
  }
}
