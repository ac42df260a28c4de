package io.ctrrank.plugin.user;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.runtime.bundle.Sha256;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.index.Index;
import org.jspecify.annotations.Nullable;

/**
 * On what it depends, beside the item, whether a search finds it and finds text in it.
 *
 * @param place where it is looked for, and by whom
 * @param template what the model reads of the document; empty for one that reads no texts
 */
record Sight(Place place, Optional<TextTemplate> template) {
  /**
   * Header that tells who calls, with the roles and what else decides which documents are shown.
   */
  static final String CALLER = "_xpack_security_authentication";

  /**
   * Where an item is looked for, and by whom.
   *
   * @param names as asked: aliases may show different documents of one index
   * @param indices behind the names
   * @param pointInTime names the one that is searched through, empty without
   * @param caller names who asks, empty where security is off: documents may be shown to some only
   * @param idField holds the ids
   */
  record Place(
      List<String> names, List<Index> indices, String pointInTime, String caller, String idField) {}

  /**
   * What a caller sees of {@code indices} through a model.
   *
   * @param caller as the header {@link #CALLER} tells who it is, null where security is off
   */
  static Sight of(RequestIndices indices, FeatureSchema schema, @Nullable String caller) {
    return new Sight(
        new Place(
            indices.asked(),
            indices.concrete(),
            indices.pointInTime(),
            caller == null ? "" : Sha256.of(caller.getBytes(UTF_8)),
            schema.itemIdField()),
        schema.itemText());
  }
}
