package io.ctrrank.trainer.kddcup.synthetic;

import io.ctrrank.trainer.kddcup.synthetic.Hash.Trait;

/** What ads, queries and words are about: a topic is an id's remainder. */
final class Topics {
  /** Number of topics. */
  static final int COUNT = 20;

  private final Hash hash;

  Topics(Hash hash) {
    this.hash = hash;
  }

  /** The topic of an ad, a query or a keyword. */
  static int of(int id) {
    return id % COUNT;
  }

  /** One of the ids below {@code bound} that have this topic. */
  static int id(int topic, int bound, double unit) {
    int ids = (bound - topic + COUNT - 1) / COUNT;
    return topic + COUNT * (int) (unit * ids);
  }

  /** A topic that a user likes: the first or the second. */
  int liked(int user, boolean first) {
    return hash.below(first ? Trait.FIRST_TOPIC : Trait.SECOND_TOPIC, user, COUNT);
  }

  /** Whether a user likes a topic; nobody knows what user 0 likes. */
  boolean likes(int user, int topic) {
    return user != 0 && (liked(user, true) == topic || liked(user, false) == topic);
  }
}
