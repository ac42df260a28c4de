package io.ctrrank.plugin.index;

import static java.util.Objects.requireNonNull;

/**
 * Where item ids mean the same items: vectors are cached under catalogue and id, so indices of one
 * catalogue share them.
 *
 * @param name as the index names it, or the UUID of an index that names none
 */
public record Catalogue(String name) {
  public Catalogue {
    requireNonNull(name, "name is null");
  }
}
