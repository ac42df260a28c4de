package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorSequence;
import java.util.Optional;

/**
 * The user as a request states it.
 *
 * @param id names the user in explanations and in the store of users
 * @param history what the user did, newest first
 * @param profile text about the user
 */
public record UserInput(
    Optional<String> id, Optional<BehaviorSequence> history, Optional<String> profile) {
  /** A request that says nothing about its user. */
  public static final UserInput ANONYMOUS =
      new UserInput(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether it has an id and nothing else, so that all the rest must be looked up by it. */
  public boolean isNameOnly() {
    return id.isPresent() && history.isEmpty() && profile.isEmpty();
  }
}
