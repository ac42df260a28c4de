package io.ctrrank.core.experiment;

/**
 * An arm and the results of its users, gathered one user at a time. Not thread-safe.
 *
 * <p>A resampling draws whole users, so their numbers are kept if it is asked for: {@value
 * UserColumns#BYTES_PER_USER} bytes for each.
 */
public final class Arm {
  private final String name;
  private final double share;
  private final boolean resampled;
  private final ArmTotals totals = new ArmTotals();
  private final UserColumns columns = new UserColumns();

  /**
   * @param name of the arm
   * @param share of the experiment's users that the arm gets, in any unit that all arms use
   * @param resampled whether users will be drawn again
   */
  public Arm(String name, double share, boolean resampled) {
    this.name = name;
    this.share = share;
    this.resampled = resampled;
  }

  /** Takes a user in. */
  public void add(UserResult user) {
    totals.add(user);
    if (resampled) {
      columns.add(user);
    }
  }

  /** Name of the arm. */
  public String name() {
    return name;
  }

  /** Share of the users that it gets. */
  public double share() {
    return share;
  }

  /** Sums over its users so far. */
  public ArmTotals totals() {
    return totals;
  }

  UserColumns columns() {
    return columns;
  }
}
