package io.ctrrank.live.yaml;

import java.util.List;

/**
 * One file of tests.
 *
 * @param name of the file, without its ending
 * @param setup steps before each test
 * @param teardown steps after each test, whether it passed or not
 * @param tests in the file's order, at least one
 */
public record SuiteFile(String name, List<Step> setup, List<Step> teardown, List<Case> tests) {

  /**
   * One test.
   *
   * @param name says what is tested
   * @param steps in their order
   */
  public record Case(String name, List<Step> steps) {}

  /** Runs one test of this file. */
  public void run(Case test, World world) throws Exception {
    // A resource whose closing fails does not hide why the test failed.
    try (AutoCloseable after = () -> run(teardown, world)) {
      run(setup, world);
      run(test.steps(), world);
    }
  }

  private void run(List<Step> steps, World world) throws Exception {
    for (Step step : steps) {
      try {
        step.run(world);
      } catch (AssertionError | IllegalArgumentException e) {
        throw new AssertionError(
            name + ".yml:" + step.line() + ": " + e.getMessage() + world.lastAnswerInWords(), e);
      }
    }
  }
}
