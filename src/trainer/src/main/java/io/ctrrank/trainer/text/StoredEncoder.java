package io.ctrrank.trainer.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an encoder makes of texts, out of the store, and out of the encoder for texts that the store
 * lacks. Encodes in batches on several threads; what is encoded is stored every few hundred texts,
 * so that a run that is stopped loses little. Not thread-safe.
 *
 * @param <T> what the encoder makes of one text
 */
final class StoredEncoder<T> {
  private static final int BATCH = 8;
  private static final int TEXTS_A_PACK = 512;

  /** Stores that are being filled, by folder and space. */
  private static final ConcurrentMap<List<String>, Lock> FILLED_BY_ONE = new ConcurrentHashMap<>();

  private final Path storeFolder;
  private final Source<T> source;
  private final int threads;
  private final EncodeListener listener;

  /**
   * Where values come from.
   *
   * @param <T> what it makes of one text
   */
  interface Source<T> {
    /** Names all that decides a value but the text and its most tokens. */
    String space();

    /** How values are written. */
    PackFormat<T> format();

    /** Opens the encoder; asked only when a text is not in the store. The caller closes it. */
    Batches<T> open() throws IOException;
  }

  /**
   * An open encoder. Thread-safe.
   *
   * @param <T> what it makes of one text
   */
  interface Batches<T> extends AutoCloseable {
    /** Encodes texts of about one length, cut at {@code maxTokens}; in their order. */
    List<T> encode(List<String> texts, int maxTokens);

    @Override
    void close();
  }

  StoredEncoder(Path storeFolder, Source<T> source, int threads, EncodeListener listener) {
    this.storeFolder = storeFolder;
    this.source = source;
    this.threads = threads;
    this.listener = listener;
  }

  /**
   * The values of each group of texts, in order. Who wants texts of the same store at the same time
   * waits, so that no text is encoded twice.
   */
  List<List<T>> values(List<TextGroup> groups) throws IOException {
    String folder = storeFolder.toAbsolutePath().normalize().toString();
    Lock lock =
        FILLED_BY_ONE.computeIfAbsent(
            List.of(folder, source.space()), store -> new ReentrantLock());
    lock.lock();
    try {
      return filled(groups);
    } finally {
      lock.unlock();
    }
  }

  private List<List<T>> filled(List<TextGroup> groups) throws IOException {
    VectorStore<T> store = VectorStore.open(storeFolder, source.space(), source.format());
    store.damaged().forEach(listener::damaged);
    List<TextGroup> missing = groups.stream().map(group -> missing(group, store)).toList();
    long total = missing.stream().mapToLong(group -> group.texts().size()).sum();
    if (total > 0) {
      encode(missing, store);
    }
    return groups.stream().map(group -> stored(group, store)).toList();
  }

  /** Shortest first, so that the texts of a batch need little padding. */
  private static TextGroup missing(TextGroup group, VectorStore<?> store) {
    Set<String> distinct = new LinkedHashSet<>(group.texts());
    return new TextGroup(
        distinct.stream()
            .filter(text -> store.value(group.maxTokens(), text) == null)
            .sorted(Comparator.comparingInt(String::length))
            .toList(),
        group.maxTokens());
  }

  private static <T> List<T> stored(TextGroup group, VectorStore<T> store) {
    List<T> values = new ArrayList<>(group.texts().size());
    for (String text : group.texts()) {
      T value = store.value(group.maxTokens(), text);
      if (value == null) {
        throw new IllegalStateException("text [" + text + "] was not encoded");
      }
      values.add(value);
    }
    return values;
  }

  private void encode(List<TextGroup> groups, VectorStore<T> store) throws IOException {
    Progress progress = new Progress(groups);
    try (Batches<T> encoder = source.open();
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

  private List<T> encode(
      List<String> texts,
      int maxTokens,
      Batches<T> encoder,
      ExecutorService executor,
      Progress progress)
      throws IOException {
    List<Callable<List<T>>> batches = new ArrayList<>();
    for (List<String> batch : slices(texts, BATCH)) {
      batches.add(
          () -> {
            List<T> values = encoder.encode(batch, maxTokens);
            progress.add(batch, maxTokens);
            return values;
          });
    }
    List<T> values = new ArrayList<>(texts.size());
    try {
      for (Future<List<T>> batch : executor.invokeAll(batches)) {
        values.addAll(batch.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("encoding was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("encoder failed: " + e.getCause(), e.getCause());
    }
    return values;
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
