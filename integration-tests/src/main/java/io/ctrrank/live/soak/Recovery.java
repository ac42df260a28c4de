package io.ctrrank.live.soak;

import java.util.Locale;

/**
 * One fault and what came after it.
 *
 * @param fault what happened
 * @param faultSeconds how long it lasted
 * @param recoverySeconds from its end until searches scored as before; NaN if they never did
 */
public record Recovery(String fault, double faultSeconds, double recoverySeconds) {
  /** Whether searches scored as before again. */
  public boolean complete() {
    return !Double.isNaN(recoverySeconds);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s for %.1f s, %s",
        fault,
        faultSeconds,
        complete()
            ? String.format(Locale.ROOT, "well again %.1f s later", recoverySeconds)
            : "not well again");
  }
}
