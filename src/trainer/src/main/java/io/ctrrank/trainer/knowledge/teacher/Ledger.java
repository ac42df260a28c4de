package io.ctrrank.trainer.knowledge.teacher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has become of the tasks of a run, over threads. Thread-safe. */
final class Ledger implements PatientEndpoint.Listener {
  private final int tasks;
  private final GenerationListener listener;
  private final List<FailedRecord> failed = new ArrayList<>();
  private int written;
  private int unansweredInARow;
  private long requests;
  private Tokens tokens = new Tokens(0, 0);
  private @Nullable String stopped;

  Ledger(int tasks, GenerationListener listener) {
    this.tasks = tasks;
    this.listener = listener;
  }

  @Override
  public synchronized void asks() {
    requests++;
  }

  @Override
  public synchronized void waits(String why, Duration time) {
    listener.waits(why, time);
  }

  synchronized void answered(Tokens more) {
    tokens = tokens.plus(more);
    unansweredInARow = 0;
  }

  synchronized void asksAgain(String id, String error) {
    listener.asksAgain(id, error);
  }

  synchronized void wrote() {
    written++;
    listener.done(status());
  }

  synchronized void failed(FailedRecord knowledge) {
    failed.add(knowledge);
    listener.done(status());
  }

  /** Counts a task that got no answer at all; how many of them came one after the other. */
  synchronized int unanswered() {
    return ++unansweredInARow;
  }

  /** Lets no more be asked; the first reason counts. */
  synchronized void stop(String why) {
    stopped = stopped == null ? why : stopped;
  }

  synchronized boolean isStopped() {
    return stopped != null;
  }

  synchronized GenerationStatus status() {
    return new GenerationStatus(
        tasks, written, failed, requests, tokens, Optional.ofNullable(stopped));
  }
}
