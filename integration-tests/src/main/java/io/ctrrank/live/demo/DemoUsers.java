package io.ctrrank.live.demo;

import io.ctrrank.live.ads.UserState;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Picks real users of the test part, each as of the user's last impression. */
public final class DemoUsers {
  private final Dataset dataset;
  private final List<UserState> users;

  /**
   * @param dataset the data set
   * @param leastHistory users with shorter histories are left out
   */
  public DemoUsers(Dataset dataset, int leastHistory) {
    this.dataset = dataset;
    ExampleSet test = dataset.test();
    Map<String, Integer> lastRows = new LinkedHashMap<>();
    for (int row = 0; row < test.size(); row++) {
      if (test.historyLength(row) >= leastHistory && test.profile(row) >= 0) {
        lastRows.put(test.impression(row).user(), row);
      }
    }
    this.users = lastRows.values().stream().map(row -> UserState.of(dataset, test, row)).toList();
  }

  /** The first {@code count} users of the data set. */
  public List<UserState> first(int count) {
    return users.subList(0, Math.min(count, users.size()));
  }

  /**
   * Users who like different things: each next one is the user whose clicked categories are
   * farthest from those of the users picked before.
   */
  public List<UserState> different(int count) {
    List<UserState> picked = new ArrayList<>(users.subList(0, Math.min(1, users.size())));
    while (picked.size() < Math.min(count, users.size())) {
      UserState farthest = users.get(0);
      double most = -1;
      for (UserState user : users) {
        double nearest =
            picked.stream().mapToDouble(other -> distance(user, other)).min().orElse(0);
        if (nearest > most) {
          most = nearest;
          farthest = user;
        }
      }
      picked.add(farthest);
    }
    return picked;
  }

  /** Half the L1 distance between the shares of clicked categories: 0 the same, 1 disjoint. */
  private double distance(UserState a, UserState b) {
    Map<String, Double> difference = new HashMap<>(clickedShares(a));
    clickedShares(b).forEach((category, share) -> difference.merge(category, -share, Double::sum));
    return difference.values().stream().mapToDouble(Math::abs).sum() / 2;
  }

  private Map<String, Double> clickedShares(UserState user) {
    List<String> categories =
        user.history().stream()
            .filter(UserState.Event::click)
            .map(event -> dataset.catalogue().indexOf(event.item()))
            .flatMap(index -> dataset.catalogue().item(index).categories().stream())
            .toList();
    Map<String, Double> shares = new HashMap<>();
    categories.forEach(category -> shares.merge(category, 1.0 / categories.size(), Double::sum));
    return shares;
  }
}
