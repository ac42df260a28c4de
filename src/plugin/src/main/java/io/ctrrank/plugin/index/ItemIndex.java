package io.ctrrank.plugin.index;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.IndexSettings;

/**
 * An index as the plugin sees it, at one moment: its catalogue may change.
 *
 * @param index the index
 * @param catalogue what its items belong to
 * @param textFields fields that its fingerprints cover; empty when it has no fingerprints
 * @param model of searches that name none, empty when none is set
 * @param resultWindow most hits that a search may ask for
 */
public record ItemIndex(
    Index index, Catalogue catalogue, List<String> textFields, String model, int resultWindow) {
  /**
   * By metadata, each of which never changes: reading settings means to parse them, which is too
   * much for each shard of each search.
   */
  private static final LoadingCache<IndexMetadata, ItemIndex> KNOWN =
      Caffeine.newBuilder()
          .weakKeys()
          .executor(Runnable::run)
          .build(metadata -> of(metadata.getIndex(), metadata.getSettings()));

  public ItemIndex {
    textFields = List.copyOf(textFields);
  }

  /** The index with this metadata. */
  public static ItemIndex of(IndexMetadata metadata) {
    return KNOWN.get(metadata);
  }

  /** An index with these settings. */
  public static ItemIndex of(Index index, Settings settings) {
    String catalogue = CtrIndexSettings.CATALOGUE.get(settings);
    return new ItemIndex(
        index,
        new Catalogue(catalogue.isEmpty() ? index.getUUID() : catalogue),
        CtrIndexSettings.TEXT_FIELDS.get(settings),
        CtrIndexSettings.MODEL.get(settings),
        IndexSettings.MAX_RESULT_WINDOW_SETTING.get(settings));
  }
}
