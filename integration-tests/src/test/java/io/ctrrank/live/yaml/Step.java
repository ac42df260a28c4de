package io.ctrrank.live.yaml;

import java.io.IOException;

/** One step of a test: a request, an assertion on its answer, or a variable. Immutable. */
public interface Step {
  /** Line of the file that it begins at, from 1. */
  int line();

  /**
   * Takes the step.
   *
   * @throws AssertionError if what the step expects is not so
   * @throws IllegalArgumentException if there is no such request
   */
  void run(World world) throws IOException;

  /** Whether it can fail because of what a node answered. */
  default boolean asserts() {
    return true;
  }
}
