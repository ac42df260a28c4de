package io.ctrrank.plugin.user;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.runtime.model.LoadedModel;
import java.util.Optional;

/**
 * The model of one request, the same for all its shards whatever the cluster changes meanwhile.
 *
 * @param id of the model, whatever name the request has for it
 * @param digest of its bundle at the coordinator; a shard with another bundle must not use the rows
 *     and vectors that the user was resolved to
 * @param uploaded whether it was uploaded to the cluster, so that a node that does not have it is
 *     about to
 * @param baseRate click rate of its training part, the pCTR of shards that cannot infer
 */
public record PinnedModel(String id, String digest, boolean uploaded, double baseRate) {
  public PinnedModel {
    requireNonNull(id, "id is null");
    requireNonNull(digest, "digest is null");
  }

  static PinnedModel of(LoadedModel model, ModelTable table) {
    String id = model.manifest().id();
    return new PinnedModel(
        id,
        model.digest(),
        table.digest(id).equals(Optional.of(model.digest())),
        model.manifest().baseRate());
  }
}
