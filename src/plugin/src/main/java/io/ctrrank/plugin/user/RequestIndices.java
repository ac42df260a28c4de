package io.ctrrank.plugin.user;

import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.runtime.bundle.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.ResolvedIndices;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.builder.PointInTimeBuilder;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.jspecify.annotations.Nullable;

/** The indices a search goes to: where texts of history items are looked for. */
public final class RequestIndices {
  /** Elasticsearch's default bound on hits. */
  private static final int MOST_HITS = 10_000;

  private static final Comparator<ItemIndex> BY_NAME =
      Comparator.comparing(index -> index.index().getName());

  private final List<ItemIndex> indices;
  private final List<String> catalogues;
  private final @Nullable OriginalIndices asked;
  private final @Nullable PointInTimeBuilder pointInTime;

  /**
   * @param concrete the indices behind the names
   * @param asked names as the request states them; null when it names no local index
   * @param pointInTime the request's point in time, which then stands for the names
   */
  RequestIndices(
      Collection<ItemIndex> concrete,
      @Nullable OriginalIndices asked,
      @Nullable PointInTimeBuilder pointInTime) {
    this.indices = new ArrayList<>(concrete);
    indices.sort(BY_NAME);
    this.asked = asked;
    this.pointInTime = pointInTime;
    Set<String> names = new LinkedHashSet<>();
    for (ItemIndex index : indices) {
      names.add(index.catalogue().name());
    }
    this.catalogues = List.copyOf(names);
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
        indices.getConcreteLocalIndicesMetadata().values().stream().map(ItemIndex::of).toList(),
        indices.getLocalIndices(),
        context.getPointInTimeBuilder());
  }

  /** The concrete indices in the order of names. */
  public List<Index> concrete() {
    return indices.stream().map(ItemIndex::index).toList();
  }

  /** Their catalogues, each once. */
  List<String> catalogues() {
    return catalogues;
  }

  /** What is known of one of them. */
  Optional<ItemIndex> find(Index index) {
    return indices.stream().filter(known -> known.index().equals(index)).findFirst();
  }

  /**
   * The names as asked; empty through a point in time, which does not tell by what it was opened.
   */
  public Optional<List<String>> names() {
    return pointInTime == null && asked != null
        ? Optional.of(List.of(asked.indices()))
        : Optional.empty();
  }

  /** The names as asked, which tell what a caller may see apart from what another may. */
  List<String> asked() {
    return asked == null ? List.of() : List.of(asked.indices());
  }

  /** Names the point in time that the request goes through, empty where it goes through none. */
  String pointInTime() {
    return pointInTime == null ? "" : Sha256.of(BytesReference.toBytes(pointInTime.getEncodedId()));
  }

  /** Most hits that a search may ask of all of them. */
  int resultWindow() {
    return indices.stream().mapToInt(ItemIndex::resultWindow).min().orElse(MOST_HITS);
  }

  /** Their index settings {@code index.ctr.model} by their names, empty where it is not set. */
  public SortedMap<String, String> models() {
    SortedMap<String, String> models = new TreeMap<>();
    indices.forEach(index -> models.put(index.index().getName(), index.model()));
    return models;
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
