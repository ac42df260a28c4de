package io.ctrrank.trainer.report;

/**
 * What a run took.
 *
 * @param cpuSeconds processor time of training and its looks at the validation part
 * @param wallSeconds wall time of the same; other runs beside it make it longer
 * @param rows training rows that passed, repetitions counted
 * @param parameters trained values
 * @param residentAtStart memory of the process at the first look at the validation part, bytes; it
 *     holds all runs that go on side by side
 * @param residentAtEnd the same at the last look
 */
public record RunCost(
    double cpuSeconds,
    double wallSeconds,
    long rows,
    long parameters,
    long residentAtStart,
    long residentAtEnd) {

  /** Rows a second of one core. */
  public double rowsPerCoreSecond() {
    return rows / cpuSeconds;
  }
}
