package io.ctrrank.live.redis;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.runtime.testing.LocalRedis;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes users to Redis the way an application does: each event is pushed on the left of a list, so
 * that the newest comes first, and the profile is a field of a hash. docs/redis.md tells the
 * layout.
 */
public final class StoredUsers {
  private static final String PREFIX = "ctr";

  private final LocalRedis redis;

  /**
   * @param redis which the nodes read with the default key prefix
   */
  public StoredUsers(LocalRedis redis) {
    this.redis = redis;
  }

  /** Stores users in place of what there was of them. */
  public void write(List<UserState> users) {
    users.forEach(this::write);
  }

  /** As {@link #write(List)}. */
  public void write(UserState user) {
    String hash = PREFIX + ":user:{" + user.user() + "}";
    String events = hash + ":events";
    redis.command("DEL", hash, events);
    if (!user.history().isEmpty()) {
      List<Object> push = new ArrayList<>(List.of("LPUSH", events));
      user.history().reversed().forEach(event -> push.add(json(event)));
      redis.command(push.toArray());
    }
    if (!user.profile().isEmpty()) {
      redis.command("HSET", hash, "profile", user.profile());
    }
  }

  private static String json(UserState.Event event) {
    JsonObject json = new JsonObject();
    json.addProperty("item", event.item());
    json.addProperty("type", event.type());
    return json.toString();
  }
}
