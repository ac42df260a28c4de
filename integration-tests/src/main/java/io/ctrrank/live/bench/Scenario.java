package io.ctrrank.live.bench;

import java.util.Locale;

/**
 * What is the same for all variants of a comparison.
 *
 * @param name for people
 * @param index what is searched
 * @param window hits that a shard rescores
 * @param history most events of a user
 * @param clients who send requests side by side
 */
public record Scenario(String name, String index, int window, int history, int clients) {
  /** An index's usual window of 200 and histories of 50 events, one request at a time. */
  public static Scenario usual(String name, String index) {
    return new Scenario(name, index, 200, 50, 1);
  }

  /** The same with another window. */
  public Scenario ofWindow(int hits) {
    return new Scenario(name, index, hits, history, clients);
  }

  /** The same with shorter histories. */
  public Scenario ofHistory(int events) {
    return new Scenario(name, index, window, events, clients);
  }

  /** The same with so many clients. */
  public Scenario by(int many) {
    return new Scenario(name, index, window, history, many);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: window %,d, histories of %d, %d client%s",
        name,
        window,
        history,
        clients,
        clients == 1 ? "" : "s");
  }
}
