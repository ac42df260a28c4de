package io.ctrrank.plugin.impression;

import java.util.Arrays;
import org.elasticsearch.action.search.SearchContextId;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.search.builder.PointInTimeBuilder;
import org.elasticsearch.transport.RemoteClusterAware;

/** Searches that other clusters take part in, which need not know this plugin. */
final class OtherClusters {
  private OtherClusters() {}

  /** Whether a search names indices of other clusters, by itself or through a point in time. */
  static boolean areAsked(SearchRequest search) {
    PointInTimeBuilder pointInTime = search.pointInTimeBuilder();
    String[] names =
        pointInTime == null
            ? search.indices()
            : SearchContextId.decodeIndices(pointInTime.getEncodedId());
    return Arrays.stream(names).anyMatch(RemoteClusterAware::isRemoteIndexName);
  }
}
