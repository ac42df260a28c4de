package io.ctrrank.trainer.knowledge.sampling;

/**
 * How to draw.
 *
 * @param size units to draw; all of them when there are not so many
 * @param smallestStratum categories with fewer units are merged
 * @param fewest fewest units drawn from a stratum, as far as it has them
 * @param seed the same seed draws the same sample
 */
public record SamplingPlan(int size, int smallestStratum, int fewest, long seed) {
  private static final int ITEM_STRATUM = 50;
  private static final int ITEMS = 20;
  private static final int USER_STRATUM = 10;
  private static final int USERS = 3;

  public SamplingPlan {
    if (size < 1) {
      throw new IllegalArgumentException("sample size is [" + size + "]; expected [1] or more");
    }
  }

  /** A plan for items. */
  public static SamplingPlan items(int size, long seed) {
    return new SamplingPlan(size, ITEM_STRATUM, ITEMS, seed);
  }

  /** A plan for users: there are more strata, and so fewer users in each. */
  public static SamplingPlan users(int size, long seed) {
    return new SamplingPlan(size, USER_STRATUM, USERS, seed);
  }
}
