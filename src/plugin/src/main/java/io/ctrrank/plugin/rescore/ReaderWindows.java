package io.ctrrank.plugin.rescore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.search.internal.ReaderContext;
import org.jspecify.annotations.Nullable;

/**
 * The scored windows that belong to one reader, from the query phase to the fetch phase of their
 * searches. Many searches may share the reader of a point in time, and not all fetch from every
 * shard; so the oldest windows go where there are too many. Freed with the reader. Thread-safe.
 */
final class ReaderWindows {
  static final int MOST = 64;
  private static final String KEY = "ctr_scored_windows";

  private final LinkedHashMap<Key, KeptWindow> windows = new LinkedHashMap<>();

  /**
   * @param resolution of the rescorer's user
   * @param position of the rescorer among those of its search
   * @param trace of the search whose log will tell of the window, null when it is the search itself
   */
  record Key(String resolution, int position, @Nullable String trace) {}

  /** Gives a new reader its windows, before any search knows the reader. */
  static void open(ReaderContext reader) {
    reader.putInContext(KEY, new ReaderWindows());
  }

  /** The windows of a reader, null if it was opened without. */
  static @Nullable ReaderWindows of(ReaderContext reader) {
    return reader.getFromContext(KEY);
  }

  synchronized void put(Key key, KeptWindow window) {
    windows.putLast(key, window);
    while (windows.size() > MOST) {
      windows.pollFirstEntry();
    }
  }

  synchronized @Nullable KeptWindow get(Key key) {
    return windows.get(key);
  }

  synchronized void remove(Key key) {
    windows.remove(key);
  }

  /** The windows of a trace in the order in which they were scored. */
  synchronized List<KeptWindow> traced(String trace) {
    return windows.entrySet().stream()
        .filter(entry -> trace.equals(entry.getKey().trace()))
        .map(Map.Entry::getValue)
        .toList();
  }

  synchronized void removeTraced(String trace) {
    windows.keySet().removeIf(key -> trace.equals(key.trace()));
  }

  synchronized int size() {
    return windows.size();
  }
}
