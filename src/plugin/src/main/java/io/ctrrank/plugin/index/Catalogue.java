package io.ctrrank.plugin.index;

/**
 * Where item ids mean the same items: vectors are cached under catalogue and id, so indices of one
 * catalogue share them.
 *
 * @param name as the index names it, or the UUID of an index that names none
 */
public record Catalogue(String name) {
  /** Holds the vectors of profiles, in place of items. No index may name it. */
  public static final Catalogue PROFILES = new Catalogue("_profile");
}
