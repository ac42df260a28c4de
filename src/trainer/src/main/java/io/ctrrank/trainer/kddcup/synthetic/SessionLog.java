package io.ctrrank.trainer.kddcup.synthetic;

import io.ctrrank.trainer.kddcup.synthetic.Hash.Trait;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * Draws rows session by session: a user asks, mostly of a topic they like, and one to three ads of
 * the query's topic are shown. Few users, ads and queries make most rows. Memory does not depend on
 * the number of rows. Not thread-safe.
 */
final class SessionLog {
  private static final double UNKNOWN_USERS = 0.24;
  private static final double OWN_TOPICS = 0.6;
  private static final double AGAIN = 0.36;
  private static final int MOST_IMPRESSIONS = 50;
  private static final int MOST_ADS = 3;
  private static final double USER_SKEW = 1.5;
  private static final double AD_SKEW = 2.5;
  private static final double QUERY_SKEW = 2;
  private static final int FITTED_ROWS = 20_000;
  private static final int ADS_AN_ADVERTISER = 16;

  private final LogShape shape;
  private final Hash hash;
  private final Topics topics;
  private final ClickModel clickModel;
  private final SplittableRandom random;
  private int user;
  private int query;
  private int depth;
  private int position;
  private int ad;
  private int variant;
  private int impressions;
  private int clicks;

  private SessionLog(
      LogShape shape, Hash hash, Topics topics, ClickModel clickModel, SplittableRandom random) {
    this.shape = shape;
    this.hash = hash;
    this.topics = topics;
    this.clickModel = clickModel;
    this.random = random;
  }

  /** A log before its first row. */
  static SessionLog of(LogShape shape) {
    Hash hash = new Hash(shape.seed());
    Topics topics = new Topics(hash);
    ClickModel unfitted = ClickModel.unfitted(hash, topics);
    SplittableRandom random = new SplittableRandom(shape.seed());
    SessionLog trial = new SessionLog(shape, hash, topics, unfitted, random.split());
    double[] logits = new double[FITTED_ROWS];
    for (int i = 0; i < logits.length; i++) {
      trial.next();
      logits[i] = unfitted.logit(trial.user, trial.ad, trial.position);
    }
    return new SessionLog(
        shape, hash, topics, unfitted.fitted(logits, shape.clickRate()), random.split());
  }

  /** Goes to the next row; there is always one. */
  void next() {
    if (position == depth) {
      session();
    }
    position++;
    ad = Topics.id(Topics.of(query), shape.ads(), skewed(AD_SKEW));
    variant = random.nextBoolean() ? 0 : shape.ads();
    impressions = 1;
    while (impressions < MOST_IMPRESSIONS && random.nextDouble() < AGAIN) {
      impressions++;
    }
    double pCtr = ClickModel.probability(clickModel.logit(user, ad, position));
    clicks = 0;
    for (int i = 0; i < impressions; i++) {
      clicks += random.nextDouble() < pCtr ? 1 : 0;
    }
  }

  private void session() {
    user = random.nextDouble() < UNKNOWN_USERS ? 0 : 1 + (int) (skewed(USER_SKEW) * shape.users());
    int topic =
        user != 0 && random.nextDouble() < OWN_TOPICS
            ? topics.liked(user, random.nextBoolean())
            : random.nextInt(Topics.COUNT);
    query = Topics.id(topic, shape.queries(), skewed(QUERY_SKEW));
    depth = 1 + random.nextInt(MOST_ADS);
    position = 0;
  }

  private double skewed(double exponent) {
    return Math.pow(random.nextDouble(), exponent);
  }

  /** Writes the present row in the columns of {@code training.txt}. */
  void writeTo(RowWriter row) throws IOException {
    row.number(clicks)
        .number(impressions)
        .unsigned(hash.bits(Trait.URL, advertiser()))
        .number(ad)
        .number(advertiser())
        .number(depth)
        .number(position)
        .number(query)
        .number(Topics.id(Topics.of(query), shape.keywords(), keywordUnit()))
        .number(ad + variant)
        .number(ad + variant)
        .number(user)
        .end();
  }

  /** Advertisers have ads of all topics, so that they are not the topic by another name. */
  private int advertiser() {
    return 1 + hash.below(Trait.ADVERTISER, ad, 1 + shape.ads() / ADS_AN_ADVERTISER);
  }

  /** The same query buys the same keyword. */
  private double keywordUnit() {
    return hash.below(Trait.WORD, query, 1 << 20) / (double) (1 << 20);
  }
}
