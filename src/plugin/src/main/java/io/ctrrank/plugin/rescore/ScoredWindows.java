package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.rescore.ReaderWindows.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.search.internal.ReaderContext;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.rescore.RescoreContext;

/**
 * Carries what a shard scored from its query phase to its fetch phase, which works with contexts of
 * its own, so that explanations, logs and markers show the very numbers of the scores. A window is
 * kept with the reader, only where somebody will ask for it: for searches that explain or log, and
 * for degraded windows. Stateless.
 */
public final class ScoredWindows implements SearchOperationListener {
  @Override
  public void onNewReaderContext(ReaderContext reader) {
    ReaderWindows.open(reader);
  }

  @Override
  public void onQueryPhase(SearchContext search, long tookInNanos) {
    List<CtrRescoreContext> rescores = rescores(search);
    ReaderWindows windows = rescores.isEmpty() ? null : ReaderWindows.of(search.readerContext());
    if (windows == null) {
      return;
    }
    if (search.queryResult().searchTimedOut()) {
      // Elasticsearch shows the scores of recall then, also where the first of several was done.
      rescores.forEach(context -> context.setScored(null));
      return;
    }
    boolean told = search.explain() || log(search).isPresent();
    for (int position = 0; position < rescores.size(); position++) {
      CtrRescoreContext context = rescores.get(position);
      KeptWindow window = context.window();
      if (window != null
          && (told || context.trace() != null || window.scored().degradation().isPresent())) {
        windows.put(key(context, position), window);
      }
    }
  }

  @Override
  public void onPreFetchPhase(SearchContext search) {
    ReaderWindows windows = ReaderWindows.of(search.readerContext());
    if (windows == null) {
      return;
    }
    List<CtrRescoreContext> rescores = rescores(search);
    for (int position = 0; position < rescores.size(); position++) {
      CtrRescoreContext context = rescores.get(position);
      KeptWindow window = windows.get(key(context, position));
      if (context.scored() == null && window != null) {
        context.setScored(window.scored());
      }
    }
    trace(search)
        .ifPresent(
            trace ->
                windows
                    .traced(trace)
                    .forEach(window -> search.addRescore(new TracedRescore(window))));
  }

  @Override
  public void onFetchPhase(SearchContext search, long tookInNanos) {
    forget(search);
  }

  @Override
  public void onFailedFetchPhase(SearchContext search) {
    forget(search);
  }

  /** What a fetch phase was told nobody asks for again; what it was traced for, another does. */
  private static void forget(SearchContext search) {
    ReaderWindows windows = ReaderWindows.of(search.readerContext());
    if (windows == null) {
      return;
    }
    List<CtrRescoreContext> rescores = rescores(search);
    for (int position = 0; position < rescores.size(); position++) {
      if (rescores.get(position).trace() == null) {
        windows.remove(key(rescores.get(position), position));
      }
    }
    trace(search).ifPresent(windows::removeTraced);
  }

  private static List<CtrRescoreContext> rescores(SearchContext search) {
    List<CtrRescoreContext> ours = new ArrayList<>();
    for (RescoreContext context : search.rescore()) {
      if (context instanceof CtrRescoreContext rescore) {
        ours.add(rescore);
      }
    }
    return ours;
  }

  private static Optional<CtrLogBuilder> log(SearchContext search) {
    return search.getSearchExt(CtrLogBuilder.NAME) instanceof CtrLogBuilder log
        ? Optional.of(log)
        : Optional.empty();
  }

  private static Optional<String> trace(SearchContext search) {
    return log(search).flatMap(CtrLogBuilder::trace);
  }

  private static Key key(CtrRescoreContext context, int position) {
    return new Key(context.user().resolution(), position, context.trace());
  }
}
