package io.ctrrank.live.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an application stores of a user is what a node reads. */
final class StoredUsersIT {
  private static final UserState USER =
      new UserState(
          "u42",
          List.of(
              new UserState.Event("50", "skip", false), new UserState.Event("1", "click", true)),
          "likes Crime");

  @Test
  void write_historyAndProfile_areReadNewestFirst() {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store =
            new RedisStore(
                RedisOptions.builder(redis.host()).port(redis.port()).build(), Runnable::run)) {
      StoredUsers users = new StoredUsers(redis);
      users.write(USER);
      // In place of what there was, not beside it.
      users.write(USER);
      StoredUser read = read(store, "u42");

      assertThat(read.history().events())
          .containsExactly(new BehaviorEvent("50", 0, "skip"), new BehaviorEvent("1", 0, "click"));
      assertThat(read.profile()).contains("likes Crime");
      assertThat(read(store, "u43").history().events()).isEmpty();
    }
  }

  private static StoredUser read(RedisStore store, String id) {
    // The first calls find no connection yet.
    assertThat(store.ping()).isEqualTo(StoreStatus.OK);
    StoredUser user = store.user(id, 50, Optional.empty(), Deadline.after(Duration.ofSeconds(10)));
    assertThat(user.status()).isEqualTo(StoreStatus.OK);
    return user;
  }
}
