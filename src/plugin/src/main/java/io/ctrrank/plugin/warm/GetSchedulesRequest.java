package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.LocalRequest;
import org.jspecify.annotations.Nullable;

/** Asks the node it is sent to for the schedules of warming up. */
public final class GetSchedulesRequest extends LocalRequest {
  private final @Nullable String name;

  /**
   * @param name of the model or alias, which must have a schedule, or null for all
   */
  public GetSchedulesRequest(@Nullable String name) {
    this.name = name;
  }

  @Nullable String name() {
    return name;
  }
}
