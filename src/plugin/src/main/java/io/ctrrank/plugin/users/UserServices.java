package io.ctrrank.plugin.users;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.settings.Pools;
import io.ctrrank.plugin.settings.UserSettings;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.store.UserStateStore;
import java.util.Optional;
import java.util.function.Consumer;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.threadpool.ThreadPool;

/** What the actions on users need of their node. Thread-safe. */
public final class UserServices {
  private final UserCounters counters = new UserCounters();
  private final UserStates states;

  /**
   * @param store empty where nodes share none
   * @param client of the node
   */
  public UserServices(
      Optional<UserStateStore> store,
      UserSettings settings,
      ModelRegistry models,
      NodeVectors vectors,
      Client client,
      ThreadPool threads) {
    Consumer<String> maker =
        store
            .map(users -> new ProfileMaker(users, settings, models, vectors, client, counters))
            .<Consumer<String>>map(profiles -> profiles::make)
            .orElse(user -> {});
    this.states =
        new UserStates(
            store,
            settings,
            new ProfileRefresher(
                threads.executor(Pools.PROFILE),
                () -> settings.profileSource().isPresent(),
                maker,
                counters),
            counters);
  }

  UserStates states() {
    return states;
  }

  /** What is counted of users. */
  public UserCounters counters() {
    return counters;
  }
}
