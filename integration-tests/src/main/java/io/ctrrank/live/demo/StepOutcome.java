package io.ctrrank.live.demo;

import static java.util.Objects.requireNonNull;

/**
 * What became of one step of the demo.
 *
 * @param passed whether it showed what it should
 * @param summary in one line
 */
public record StepOutcome(boolean passed, String summary) {
  public StepOutcome {
    requireNonNull(summary, "summary is null");
  }
}
