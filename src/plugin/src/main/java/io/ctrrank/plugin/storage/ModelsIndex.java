package io.ctrrank.plugin.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.elasticsearch.Version;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.indices.SystemIndexDescriptor;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * The index that holds uploaded models. It is a system index that Elasticsearch makes with the
 * first document; requests from outside cannot read or write it, with security on or off.
 */
public final class ModelsIndex {
  /** The name that documents are read and written under. */
  public static final String ALIAS = ".ctr-models";

  /**
   * The origin of the plugin's own requests to the index. With security on Elasticsearch runs a
   * request of a known origin as an internal user of its own, and refuses an unknown one; {@code
   * tasks} is the one that belongs to the server itself and not to a product.
   */
  public static final String ORIGIN = "tasks";

  /** What a document is. */
  static final String KIND = "kind";

  /** SHA-256 of what the document is part of, or of all that it refers to. */
  static final String SHA256 = "sha256";

  /** Number of a chunk, from 0. */
  static final String NUMBER = "number";

  /** Milliseconds since the epoch. */
  static final String WRITTEN = "written";

  private static final int MAPPINGS_VERSION = 1;

  private ModelsIndex() {}

  /** What Elasticsearch makes the index by. */
  public static SystemIndexDescriptor descriptor() {
    return SystemIndexDescriptor.builder()
        .setIndexPattern(ALIAS + "*")
        .setPrimaryIndex(ALIAS + "-1")
        .setAliasName(ALIAS)
        .setDescription("models of plugin ctr-rank")
        .setMappings(mappings())
        .setSettings(
            Settings.builder()
                .put(IndexMetadata.SETTING_NUMBER_OF_SHARDS, 1)
                .put(IndexMetadata.SETTING_AUTO_EXPAND_REPLICAS, "0-1")
                .build())
        .setOrigin(ORIGIN)
        .setType(SystemIndexDescriptor.Type.INTERNAL_MANAGED)
        .setNetNew()
        .build();
  }

  private static XContentBuilder mappings() {
    try (XContentBuilder builder = XContentFactory.jsonBuilder()) {
      builder.startObject().startObject("_doc");
      builder
          .startObject("_meta")
          .field("version", Version.CURRENT)
          .field(SystemIndexDescriptor.VERSION_META_KEY, MAPPINGS_VERSION)
          .endObject();
      builder.field("dynamic", false);
      builder.startObject("properties");
      field(builder, KIND, "keyword");
      field(builder, SHA256, "keyword");
      field(builder, NUMBER, "integer");
      field(builder, WRITTEN, "long");
      return builder.endObject().endObject().endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  private static void field(XContentBuilder builder, String name, String type) throws IOException {
    builder.startObject(name).field("type", type).endObject();
  }
}
