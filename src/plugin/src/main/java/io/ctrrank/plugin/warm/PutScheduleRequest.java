package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.action.LocalRequest;
import org.elasticsearch.core.TimeValue;

/** Asks the node it is sent to for warming up a model again and again. */
public final class PutScheduleRequest extends LocalRequest {
  private final String model;
  private final WarmSchedule schedule;
  private final TimeValue timeout;

  /**
   * @param model id or alias; of an alias the model is meant that it names at the time of a run
   * @param schedule what and how often
   * @param timeout how long to wait for the nodes to see it
   * @throws IllegalArgumentException (400) if it names anything but one index
   */
  public PutScheduleRequest(String model, WarmSchedule schedule, TimeValue timeout) {
    this.model = requireNonNull(model, "model is null");
    this.schedule = requireNonNull(schedule, "schedule is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    schedule.items().requireOneName();
  }

  String model() {
    return model;
  }

  WarmSchedule schedule() {
    return schedule;
  }

  TimeValue timeout() {
    return timeout;
  }
}
