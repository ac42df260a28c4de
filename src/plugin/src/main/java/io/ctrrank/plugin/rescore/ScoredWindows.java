package io.ctrrank.plugin.rescore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.search.internal.ReaderContext;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.internal.ShardSearchContextId;
import org.elasticsearch.search.rescore.RescoreContext;

/**
 * Carries what a shard scored from its query phase to its fetch phase, which works with contexts of
 * its own, so that explanations show the very numbers of the scores. Kept only for searches that
 * explain, until their reader is freed, and never for more than a few searches. Thread-safe.
 */
public final class ScoredWindows implements SearchOperationListener {
  private static final int MOST = 100;

  private final Map<Key, ScoredWindow> windows =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, ScoredWindow> eldest) {
              return size() > MOST;
            }
          });

  /** Searches of one point in time share a reader; resolutions tell them apart. */
  private record Key(ShardSearchContextId reader, String resolution) {}

  @Override
  public void onQueryPhase(SearchContext search, long tookInNanos) {
    if (search.explain()) {
      for (CtrRescoreContext context : rescores(search)) {
        ScoredWindow scored = context.scored();
        if (scored != null) {
          windows.put(key(search, context), scored);
        }
      }
    }
  }

  @Override
  public void onPreFetchPhase(SearchContext search) {
    if (search.explain()) {
      for (CtrRescoreContext context : rescores(search)) {
        if (context.scored() == null) {
          context.setScored(windows.get(key(search, context)));
        }
      }
    }
  }

  @Override
  public void onFreeReaderContext(ReaderContext reader) {
    if (!windows.isEmpty()) {
      synchronized (windows) {
        windows.keySet().removeIf(key -> key.reader().equals(reader.id()));
      }
    }
  }

  private static List<CtrRescoreContext> rescores(SearchContext search) {
    List<CtrRescoreContext> found = new ArrayList<>();
    for (RescoreContext context : search.rescore()) {
      if (context instanceof CtrRescoreContext ours) {
        found.add(ours);
      }
    }
    return found;
  }

  private static Key key(SearchContext search, CtrRescoreContext context) {
    return new Key(search.readerContext().id(), context.user().resolution());
  }
}
