package io.ctrrank.plugin.user;

import org.elasticsearch.action.ActionListener;
import org.elasticsearch.client.internal.Client;

/** A user who is resolved, or will be as soon as what is missing has been fetched. */
public sealed interface UserResolution {

  /** Everything was there. */
  record Done(ResolvedUser user) implements UserResolution {}

  /**
   * Something must be fetched.
   *
   * @param fetch starts fetching without blocking; the listener is always called once, whatever is
   *     thrown, and on a thread that may go on with the search
   */
  record Pending(Fetch fetch) implements UserResolution {}

  /** Fetches what is missing. */
  @FunctionalInterface
  interface Fetch {
    void start(Client client, ActionListener<ResolvedUser> listener);
  }
}
