package io.ctrrank.plugin.user;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.ResolvedIndices;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.builder.PointInTimeBuilder;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.jspecify.annotations.Nullable;

/** The indices a search goes to: where texts of history items are looked for. */
public final class RequestIndices {
  private final List<Index> concrete;
  private final @Nullable OriginalIndices asked;
  private final @Nullable PointInTimeBuilder pointInTime;

  /**
   * @param concrete the indices behind the names
   * @param asked names as the request states them; null when it names no local index
   * @param pointInTime the request's point in time, which then stands for the names
   */
  RequestIndices(
      Set<Index> concrete,
      @Nullable OriginalIndices asked,
      @Nullable PointInTimeBuilder pointInTime) {
    this.concrete = concrete.stream().sorted(Comparator.comparing(Index::getName)).toList();
    this.asked = asked;
    this.pointInTime = pointInTime;
  }

  /**
   * The indices of the request behind {@code context}.
   *
   * @throws IllegalArgumentException (400) if the request goes to other clusters
   */
  public static RequestIndices of(QueryRewriteContext context) {
    ResolvedIndices indices = context.getResolvedIndices();
    Set<String> clusters = indices.getRemoteClusterIndices().keySet();
    if (!clusters.isEmpty()) {
      throw new IllegalArgumentException(
          "rescorer [ctr] was asked to search clusters "
              + clusters
              + "; expected indices of this cluster only, send each cluster its own search");
    }
    return new RequestIndices(
        indices.getConcreteLocalIndicesMetadata().keySet(),
        indices.getLocalIndices(),
        context.getPointInTimeBuilder());
  }

  /** The concrete indices in the order of names, in which an item's vector is looked up. */
  public List<Index> concrete() {
    return concrete;
  }

  /** The names as asked, which tell what a caller may see apart from what another may. */
  List<String> names() {
    return asked == null ? List.of() : List.of(asked.indices());
  }

  /**
   * A search over the same indices as the request's, with the same rights: by the same names, or
   * through the same point in time.
   */
  SearchRequest search(SearchSourceBuilder source) {
    SearchRequest search = new SearchRequest();
    if (pointInTime != null) {
      search.source(source.pointInTimeBuilder(pointInTime));
    } else if (asked != null) {
      search.source(source).indices(asked.indices()).indicesOptions(asked.indicesOptions());
    }
    return search;
  }
}
