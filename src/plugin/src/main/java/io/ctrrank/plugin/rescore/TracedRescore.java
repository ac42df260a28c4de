package io.ctrrank.plugin.rescore;

import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.Rescorer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a window that a retriever scored into the fetch phase of the search above it, which has
 * no rescorer of its own to ask. It rescores nothing.
 */
final class TracedRescore extends RescoreContext {
  private final KeptWindow window;

  TracedRescore(KeptWindow window) {
    super(window.scored().candidates().size(), new NoRescorer());
    this.window = window;
  }

  KeptWindow window() {
    return window;
  }

  private record NoRescorer() implements Rescorer {
    @Override
    public TopDocs rescore(TopDocs topDocs, IndexSearcher searcher, RescoreContext context) {
      return topDocs;
    }

    @Override
    public @Nullable Explanation explain(
        int topLevelDocId,
        IndexSearcher searcher,
        RescoreContext context,
        @Nullable Explanation sourceExplanation) {
      return sourceExplanation;
    }
  }
}
