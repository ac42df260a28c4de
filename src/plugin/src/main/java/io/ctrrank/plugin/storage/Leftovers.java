package io.ctrrank.plugin.storage;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.search.SearchRequestBuilder;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.client.internal.OriginSettingClient;
import org.elasticsearch.index.IndexNotFoundException;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortOrder;

/**
 * Clears away what no model refers to any more. An upload that runs at the same time loses nothing:
 * it names its contents before it writes them and writes them even if they are there, and what was
 * written since it was listed is not deleted. Blocks. Thread-safe.
 */
public final class Leftovers {
  private static final Duration UPLOAD_TIME = Duration.ofHours(1);
  private static final int PAGE = 1_000;

  private final Client client;
  private final LongSupplier clock;

  /**
   * @param client any client of the node
   * @param clock milliseconds since the epoch
   */
  public Leftovers(Client client, LongSupplier clock) {
    this.client = new OriginSettingClient(client, ModelsIndex.ORIGIN);
    this.clock = clock;
  }

  /**
   * Deletes the bundles that are not registered, uploads and parts of more than an hour ago, and
   * contents that nothing of the rest refers to.
   *
   * @param registered digests of the models that there are. Asked after all is listed: an upload
   *     that was still under way then is among the uploads, and one that has ended is registered
   * @return deleted documents
   */
  public int clear(Supplier<Set<String>> registered) {
    try {
      List<Found> contents = list(Blobs.KIND);
      List<Found> bundles = list(BundleStore.BUNDLE);
      Set<String> wantedContents = new HashSet<>();
      Set<String> wantedBundles = new HashSet<>();
      List<Found> unwanted = new ArrayList<>();
      for (String kind : List.of(BundleStore.UPLOAD, BundleStore.PART)) {
        for (Found found : list(kind)) {
          if (clock.getAsLong() - found.written() >= UPLOAD_TIME.toMillis()) {
            unwanted.add(found);
          } else {
            wantedContents.addAll(found.hashes());
            wantedBundles.add(BundleStore.bundleOfUpload(found.id()));
          }
        }
      }
      registered.get().forEach(digest -> wantedBundles.add(BundleStore.bundleId(digest)));
      for (Found bundle : bundles) {
        if (wantedBundles.contains(bundle.id())) {
          wantedContents.addAll(bundle.hashes());
        } else {
          unwanted.add(bundle);
        }
      }
      contents.stream()
          .filter(content -> Collections.disjoint(content.hashes(), wantedContents))
          .forEach(unwanted::add);
      return delete(unwanted);
    } catch (IndexNotFoundException e) {
      return 0;
    }
  }

  /** A document as it was when it was listed. */
  private record Found(String id, List<String> hashes, long written, long seqNo, long primaryTerm) {
    static Found of(SearchHit hit) {
      Map<String, Object> source = requireNonNullElse(hit.getSourceAsMap(), Map.of());
      return new Found(
          hit.getId(),
          source.get(ModelsIndex.SHA256) instanceof List<?> several
              ? several.stream().map(String::valueOf).toList()
              : List.of(String.valueOf(source.get(ModelsIndex.SHA256))),
          source.get(ModelsIndex.WRITTEN) instanceof Number time ? time.longValue() : 0,
          hit.getSeqNo(),
          hit.getPrimaryTerm());
    }
  }

  /** Everything of a kind that was written before now. */
  private List<Found> list(String kind) {
    client.admin().indices().prepareRefresh(ModelsIndex.ALIAS).get();
    List<Found> all = new ArrayList<>();
    Object[] after = new Object[0];
    while (true) {
      SearchRequestBuilder search =
          client
              .prepareSearch(ModelsIndex.ALIAS)
              .setQuery(QueryBuilders.termQuery(ModelsIndex.KIND, kind))
              .setFetchSource(new String[] {ModelsIndex.SHA256, ModelsIndex.WRITTEN}, null)
              .seqNoAndPrimaryTerm(true)
              .setSize(PAGE)
              .addSort(ModelsIndex.SHA256, SortOrder.ASC)
              .addSort(ModelsIndex.NUMBER, SortOrder.ASC);
      if (after.length > 0) {
        search.searchAfter(after);
      }
      SearchResponse response = search.get();
      try {
        SearchHit[] page = response.getHits().getHits();
        Arrays.stream(page).map(Found::of).forEach(all::add);
        if (page.length < PAGE) {
          return all;
        }
        after = page[page.length - 1].getSortValues();
      } finally {
        response.decRef();
      }
    }
  }

  /** Deletes what has not been written since it was listed. */
  private int delete(List<Found> documents) {
    if (documents.isEmpty()) {
      return 0;
    }
    BulkRequestBuilder bulk = client.prepareBulk();
    for (Found document : documents) {
      bulk.add(
          client
              .prepareDelete(ModelsIndex.ALIAS, document.id())
              .setIfSeqNo(document.seqNo())
              .setIfPrimaryTerm(document.primaryTerm()));
    }
    return (int) Arrays.stream(bulk.get().getItems()).filter(item -> !item.isFailed()).count();
  }
}
