package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is or was stored of a user who is deleted.
 *
 * @param profile empty for none
 * @param embeddingVersions of the vectors that were made from profiles
 */
public record DeletedUser(String profile, List<String> embeddingVersions) {
  public DeletedUser {
    requireNonNull(profile, "profile is null");
    embeddingVersions = List.copyOf(embeddingVersions);
  }
}
