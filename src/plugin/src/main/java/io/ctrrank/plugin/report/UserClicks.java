package io.ctrrank.plugin.report;

import java.util.HashMap;
import java.util.Map;

/** Clicks of each user that clicked, gathered before the users are. Not thread-safe. */
final class UserClicks {
  /** Nobody's. */
  static final Of NONE = new Of(0, 0, 0);

  private final Map<String, Of> byUser = new HashMap<>();
  private final ReportMemory memory;

  UserClicks(ReportMemory memory) {
    this.memory = memory;
  }

  /**
   * Clicks of one user.
   *
   * @param clicks that count
   * @param revenue what they were worth
   * @param scored those on impressions with a pCTR
   */
  record Of(long clicks, double revenue, long scored) {}

  void add(String user, double price, boolean scored) {
    Of present = byUser.get(user);
    if (present == null) {
      memory.take(ReportMemory.BYTES_PER_USER + user.length());
      present = NONE;
    }
    byUser.put(
        user,
        new Of(
            present.clicks() + 1, present.revenue() + price, present.scored() + (scored ? 1 : 0)));
  }

  Of of(String user) {
    return byUser.getOrDefault(user, NONE);
  }
}
