package io.ctrrank.trainer.knowledge.teacher;

import java.time.Duration;

/** Hears of a run; calls come one at a time. */
public interface GenerationListener {
  /** A record was written, or failed. */
  void done(GenerationStatus status);

  /** A request failed, and another follows after a while. */
  void waits(String why, Duration time);

  /** An answer could not be used; the teacher is told why and asked again. */
  void asksAgain(String id, String error);
}
