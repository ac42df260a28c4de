package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import io.ctrrank.plugin.request.UserStateJson;
import java.util.Optional;

/** Sets the profile of a user, in the words of the application. */
public final class PutUserRequest extends LocalRequest {
  private final String id;
  private final Optional<String> profile;

  /**
   * @param id of the user
   * @param profile empty to take it away
   */
  public PutUserRequest(String id, Optional<String> profile) {
    this.id = UserStateJson.userId(id);
    this.profile = requireNonNull(profile, "profile is null");
  }

  String id() {
    return id;
  }

  Optional<String> profile() {
    return profile;
  }
}
