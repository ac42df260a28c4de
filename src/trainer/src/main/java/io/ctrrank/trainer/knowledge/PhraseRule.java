package io.ctrrank.trainer.knowledge;

import java.util.Locale;

/** What a record must keep to. */
public enum PhraseRule {
  /** A line is one JSON object with the members of a record. */
  MALFORMED,
  /** The level is the one asked for. */
  OTHER_LEVEL,
  /** The data set has the item or user. */
  UNKNOWN_ID,
  /** An id stands once. */
  REPEATED_ID,
  /** There are neither too few nor too many phrases. */
  PHRASE_COUNT,
  /** A phrase has few words. */
  PHRASE_LENGTH,
  /** An implicit phrase does not stand in the input word for word. */
  IMPLICIT_STATED,
  /** The words of an explicit phrase stand in the input. */
  EXPLICIT_NOT_STATED;

  /** Whether a line that breaks the rule is no usable record. */
  public boolean leavesOut() {
    return compareTo(REPEATED_ID) <= 0;
  }

  /** Name in messages and tables. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
