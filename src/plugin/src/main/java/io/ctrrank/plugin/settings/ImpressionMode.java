package io.ctrrank.plugin.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which searches with the rescorer are written to the log of impressions. */
public enum ImpressionMode {
  /** None. */
  OFF,
  /** Those of users in an arm of a running experiment. */
  EXPERIMENTS,
  /** All. */
  ALL;

  static ImpressionMode parse(String text) {
    return Arrays.stream(values())
        .filter(mode -> mode.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[ctr.impressions] is [" + text + "]; expected one of " + List.of(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
