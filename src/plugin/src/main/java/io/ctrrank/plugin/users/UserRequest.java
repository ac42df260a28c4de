package io.ctrrank.plugin.users;

import io.ctrrank.plugin.action.LocalRequest;
import io.ctrrank.plugin.request.UserStateJson;

/** Asks the node it is sent to for a user, or for the user's deletion. */
public final class UserRequest extends LocalRequest {
  private final String id;

  /**
   * @param id of the user
   */
  public UserRequest(String id) {
    this.id = UserStateJson.userId(id);
  }

  String id() {
    return id;
  }
}
