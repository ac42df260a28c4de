package io.ctrrank.trainer.report;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/**
 * What a command took by the clock, over all of its starts: one that was stopped and given again
 * has several.
 *
 * @param seconds of all starts together
 * @param starts how often it was started
 * @param cut how many of the starts were ended from outside; up to a minute of each is not in
 *     {@code seconds}
 * @param jobs runs side by side at the last start
 * @param trained the runs that these starts trained, as {@link #id} names them
 */
public record CommandTime(double seconds, int starts, int cut, int jobs, Set<String> trained) {
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final int DIGEST_CHARACTERS = 16;

  public CommandTime {
    trained = Set.copyOf(trained);
  }

  /** Names a run among those of all commands. */
  public static String id(RunResult run) {
    int digits = Math.min(DIGEST_CHARACTERS, run.dataDigest().length());
    return run.name() + " " + run.seed() + " " + run.dataDigest().substring(0, digits);
  }

  /**
   * The time in words, and what is not in it.
   *
   * @param runs all runs of the report
   */
  String words(Collection<RunResult> runs) {
    StringBuilder words = new StringBuilder("By the clock the whole command took ");
    words.append(duration()).append(", ").append(jobs).append(jobs == 1 ? " run" : " runs");
    words.append(" side by side");
    words.append(starts == 1 ? "." : ", over " + starts + " starts.");
    if (cut > 0) {
      words.append(" Ended from outside: ").append(cut).append(cut == 1 ? " start" : " starts");
      words.append("; up to a minute of each is not in it.");
    }
    long others = runs.stream().map(CommandTime::id).distinct().filter(id -> !has(id)).count();
    if (others > 0) {
      words.append(" Not in it: ").append(others).append(others == 1 ? " run" : " runs");
      words.append(" that another command or an earlier release had trained.");
    }
    return words.toString();
  }

  private boolean has(String id) {
    return trained.contains(id);
  }

  private String duration() {
    if (seconds < 2 * MINUTE) {
      return String.format(Locale.ROOT, "%.0f seconds", seconds);
    }
    return seconds < 2 * HOUR
        ? String.format(Locale.ROOT, "%.0f minutes", seconds / MINUTE)
        : String.format(Locale.ROOT, "%.1f hours", seconds / HOUR);
  }
}
