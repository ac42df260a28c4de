package io.ctrrank.live.yaml;

import org.jspecify.annotations.Nullable;

/**
 * An assertion on a value of the last answer.
 *
 * @param kind what is asserted
 * @param path of the value
 * @param expected what the kind compares it with; null where it compares with nothing
 */
record AssertStep(int line, Assertion kind, ValuePath path, @Nullable Object expected)
    implements Step {

  @Override
  public void run(World world) {
    Object actual = world.at(path);
    Object wanted = world.variables().replace(expected);
    if (!kind.holds(wanted, actual)) {
      throw new AssertionError(
          "["
              + kind.key()
              + "] fails for ["
              + path
              + "]: found ["
              + actual
              + "]"
              + (expected == null ? "" : "; expected [" + wanted + "]"));
    }
  }
}
