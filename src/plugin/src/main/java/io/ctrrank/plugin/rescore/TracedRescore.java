package io.ctrrank.plugin.rescore;

import org.elasticsearch.search.rescore.RescoreContext;

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
}
