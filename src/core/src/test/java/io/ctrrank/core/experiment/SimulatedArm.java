package io.ctrrank.core.experiment;

import java.util.SplittableRandom;

/**
 * Users drawn from a known truth: how many ads they see is heavily skewed, how gladly they click
 * differs widely and goes with how much they see, so that impressions of one user are far from
 * independent.
 */
final class SimulatedArm {
  private final SplittableRandom random;

  SimulatedArm(SplittableRandom random) {
    this.random = random;
  }

  /** An arm whose users click {@code 1 + lift} times as gladly. */
  Arm draw(String name, int users, double lift, boolean resampled) {
    Arm arm = new Arm(name, 1, resampled);
    for (int user = 0; user < users; user++) {
      arm.add(user(lift));
    }
    return arm;
  }

  UserResult user(double lift) {
    boolean heavy = random.nextInt(5) == 0;
    int impressions = 1 + (int) (random.nextExponential() * (heavy ? 60 : 8));
    double pCtr = (heavy ? 0.03 : 0.06) * 2 * random.nextDouble() * (1 + lift);
    int clicks = 0;
    double revenue = 0;
    for (int i = 0; i < impressions; i++) {
      if (random.nextDouble() < pCtr) {
        clicks++;
        revenue += 0.1 + random.nextExponential();
      }
    }
    return new UserResult(impressions, clicks, revenue, impressions * pCtr, clicks);
  }
}
