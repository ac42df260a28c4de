package io.ctrrank.plugin.rescore;

import java.util.List;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.ValidateActions;
import org.elasticsearch.common.util.CollectionUtils;
import org.elasticsearch.search.SearchService;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.sort.ScoreSortBuilder;
import org.elasticsearch.search.sort.SortBuilder;
import org.elasticsearch.search.sort.SortOrder;
import org.jspecify.annotations.Nullable;

/** What a search with the rescorer may ask beside it; everything else is an error (400). */
final class SearchRules {
  private SearchRules() {}

  /** Adds what {@code source} breaks to {@code errors}. */
  static @Nullable ActionRequestValidationException check(
      SearchSourceBuilder source,
      @Nullable Integer windowSize,
      @Nullable ActionRequestValidationException errors) {
    ActionRequestValidationException all = errors;
    if (windowSize == null || windowSize < 1) {
      return ValidateActions.addValidationError(
          "[window_size] of rescorer [ctr] is [" + windowSize + "]; expected 1 or more", all);
    }
    int from = Math.max(source.from(), SearchService.DEFAULT_FROM);
    int size = source.size() < 0 ? SearchService.DEFAULT_SIZE : source.size();
    if ((long) from + size > windowSize) {
      all =
          ValidateActions.addValidationError(
              "[from + size] is ["
                  + ((long) from + size)
                  + "] but [window_size] of rescorer [ctr] is ["
                  + windowSize
                  + "], and hits outside the window are cut; expected a window that holds the"
                  + " page, enlarge [window_size]",
              all);
    }
    if (!byScore(source.sorts())) {
      all =
          ValidateActions.addValidationError(
              "[sort] is "
                  + source.sorts()
                  + " but rescorer [ctr] orders hits by its own score; expected no [sort], or"
                  + " [_score]",
              all);
    }
    if (!CollectionUtils.isEmpty(source.searchAfter())) {
      all =
          ValidateActions.addValidationError(
              "[search_after] compares scores of the first pass, rescorer [ctr] replaces them;"
                  + " expected pages by [from]",
              all);
    }
    return all;
  }

  private static boolean byScore(@Nullable List<SortBuilder<?>> sorts) {
    return sorts == null
        || sorts.isEmpty()
        || (sorts.getFirst() instanceof ScoreSortBuilder
            && sorts.getFirst().order() == SortOrder.DESC);
  }
}
