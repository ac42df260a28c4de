package io.ctrrank.plugin.user;

/** Hits keep the order and the scores of recall, and this is why. */
public enum RecallOrder implements Resolution {
  /** The cluster setting {@code ctr.enabled} is off. */
  DISABLED("cluster setting [ctr.enabled] is false"),
  /** The request names no model. */
  NO_MODEL("the request asks for model [_none]"),
  /** What is bound to the names that the request goes to, or its arm of an experiment, says so. */
  BOUND("model [_none] is bound to what is searched, or is that of the experiment's arm");

  private final String reason;

  RecallOrder(String reason) {
    this.reason = reason;
  }

  /** Why, for explanations. */
  public String reason() {
    return reason;
  }
}
