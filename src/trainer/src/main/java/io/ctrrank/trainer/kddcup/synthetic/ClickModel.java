package io.ctrrank.trainer.kddcup.synthetic;

import io.ctrrank.trainer.kddcup.synthetic.Hash.Trait;

/**
 * The probability of a click: a logistic function of how readily the user clicks, of the ad's
 * appeal, of whether the user likes the ad's topic, and of the position.
 */
final class ClickModel {
  private static final double ACTIVITY_WEIGHT = 0.7;
  private static final double APPEAL_WEIGHT = 0.8;
  private static final double TOPIC_WEIGHT = 1.6;
  private static final double POSITION_WEIGHT = 0.5;

  private final Hash hash;
  private final Topics topics;
  private final double base;

  private ClickModel(Hash hash, Topics topics, double base) {
    this.hash = hash;
    this.topics = topics;
    this.base = base;
  }

  /** A model without a base rate. */
  static ClickModel unfitted(Hash hash, Topics topics) {
    return new ClickModel(hash, topics, 0);
  }

  /** The model whose mean probability over these logits of its own is {@code clickRate}. */
  ClickModel fitted(double[] logits, double clickRate) {
    double low = -30;
    double high = 30;
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      double sum = 0;
      for (double logit : logits) {
        sum += probability(logit + middle);
      }
      if (sum < clickRate * logits.length) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new ClickModel(hash, topics, base + low);
  }

  /** The logit of a click. */
  double logit(int user, int ad, int position) {
    double activity = user == 0 ? 0 : hash.normal(Trait.ACTIVITY, user);
    return base
        + ACTIVITY_WEIGHT * activity
        + APPEAL_WEIGHT * hash.normal(Trait.APPEAL, ad)
        + (topics.likes(user, Topics.of(ad)) ? TOPIC_WEIGHT : 0)
        - POSITION_WEIGHT * (position - 1);
  }

  static double probability(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
