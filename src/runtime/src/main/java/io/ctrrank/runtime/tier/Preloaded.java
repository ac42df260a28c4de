package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.store.StoreStatus;

/**
 * What became of items whose vectors were to be put into the store before anybody asks.
 *
 * @param found items whose vectors the store had, made from the text they have now
 * @param encoded items whose vectors were made
 * @param failed items that the encoder was too busy for, or failed on
 * @param status how the store took it; other than {@code OK} nothing of this may be there
 */
public record Preloaded(int found, int encoded, int failed, StoreStatus status) {
  public Preloaded {
    requireNonNull(status, "status is null");
  }
}
