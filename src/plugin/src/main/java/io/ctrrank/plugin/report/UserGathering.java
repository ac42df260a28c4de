package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.UserColumns;
import io.ctrrank.core.experiment.UserResult;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import io.ctrrank.plugin.report.LoggedImpressions.Seen;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sorts users into arms. A user seen in several arms is left out: whichever arm the user were
 * counted for, part of what was done would be another arm's doing. Not thread-safe.
 */
final class UserGathering {
  private static final int MOST_NAMES = 20;

  private final ArmTable arms;
  private final UserClicks clicks;
  private final ClickCounts counts;
  private final ReportMemory memory;
  private final boolean kept;
  private final SortedSet<String> unknownArms = new TreeSet<>();
  private @Nullable Seen present;
  private boolean several;
  private long presentImpressions;
  private long usersInSeveralArms;
  private long impressionsOfSeveral;
  private long impressionsOfUnknown;

  /**
   * @param kept whether users' numbers are kept, to be drawn again
   */
  UserGathering(
      ArmTable arms, UserClicks clicks, ClickCounts counts, ReportMemory memory, boolean kept) {
    this.arms = arms;
    this.clicks = clicks;
    this.counts = counts;
    this.memory = memory;
    this.kept = kept;
  }

  /** Takes in what a user saw in an arm; all of one user comes at once. */
  void add(Seen seen) {
    if (!arms.knows(seen.arm())) {
      impressionsOfUnknown += seen.impressions();
      if (unknownArms.size() < MOST_NAMES) {
        unknownArms.add(seen.arm());
      }
    }
    if (present != null && present.user().equals(seen.user())) {
      several = true;
      presentImpressions += seen.impressions();
      return;
    }
    finish();
    present = seen;
    presentImpressions = seen.impressions();
    several = false;
  }

  /** Takes in the last user. */
  void finish() {
    Seen user = present;
    if (user == null) {
      return;
    }
    present = null;
    UserClicks.Of clicked = clicks.of(user.user());
    if (several) {
      usersInSeveralArms++;
      impressionsOfSeveral += presentImpressions;
      counts.add(Fate.USER_IN_SEVERAL_ARMS, clicked.clicks());
      counts.add(Fate.COUNTED, -clicked.clicks());
      return;
    }
    int arm = arms.indexOf(user.arm(), user.user());
    if (arm != ArmTable.OTHER) {
      if (kept) {
        memory.take(UserColumns.BYTES_PER_USER);
      }
      arms.arms()
          .get(arm)
          .add(
              new UserResult(
                  user.impressions(),
                  clicked.clicks(),
                  clicked.revenue(),
                  user.predicted(),
                  clicked.scored()));
    }
  }

  long usersInSeveralArms() {
    return usersInSeveralArms;
  }

  long impressionsOfSeveral() {
    return impressionsOfSeveral;
  }

  long impressionsOfUnknown() {
    return impressionsOfUnknown;
  }

  /** Names of arms in the log that the experiment does not have, the first of them. */
  SortedSet<String> unknownArms() {
    return unknownArms;
  }
}
