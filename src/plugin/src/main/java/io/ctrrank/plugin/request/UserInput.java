package io.ctrrank.plugin.request;

import io.ctrrank.core.behavior.BehaviorSequence;
import java.util.Optional;

/**
 * The user as a request states it.
 *
 * @param id names the user in explanations
 * @param history what the user did, newest first
 * @param profile text about the user
 */
public record UserInput(
    Optional<String> id, Optional<BehaviorSequence> history, Optional<String> profile) {
  /** A request that says nothing about its user. */
  public static final UserInput ANONYMOUS =
      new UserInput(Optional.empty(), Optional.empty(), Optional.empty());
}
