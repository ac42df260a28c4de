package io.ctrrank.plugin.warm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.elasticsearch.action.support.master.AcknowledgedRequest;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.core.TimeValue;

/** Asks the master for one change of the table of schedules. */
public final class ChangeScheduleRequest extends AcknowledgedRequest<ChangeScheduleRequest> {
  private final Kind kind;
  private final String name;
  private final String value;

  private enum Kind {
    PUT,
    DELETE,
    OUTCOME
  }

  private ChangeScheduleRequest(Kind kind, String name, String value, TimeValue timeout) {
    super(timeout, timeout);
    this.kind = kind;
    this.name = requireNonNull(name, "name is null");
    this.value = value;
  }

  ChangeScheduleRequest(StreamInput in) throws IOException {
    super(in);
    this.kind = in.readEnum(Kind.class);
    this.name = in.readString();
    this.value = in.readString();
  }

  /** A schedule is there. */
  static ChangeScheduleRequest put(String name, WarmSchedule schedule, TimeValue timeout) {
    return new ChangeScheduleRequest(Kind.PUT, name, schedule.text(), timeout);
  }

  /** A schedule goes. */
  public static ChangeScheduleRequest delete(String name, TimeValue timeout) {
    return new ChangeScheduleRequest(Kind.DELETE, name, "", timeout);
  }

  /** A run is over. */
  static ChangeScheduleRequest ended(String name, WarmOutcome outcome, TimeValue timeout) {
    return new ChangeScheduleRequest(Kind.OUTCOME, name, outcome.text(), timeout);
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeEnum(kind);
    out.writeString(name);
    out.writeString(value);
  }

  @Override
  public String getDescription() {
    return kind + " schedule of warming up [" + name + "]";
  }

  /**
   * The table after the change.
   *
   * @throws org.elasticsearch.ResourceNotFoundException (404) if what is to go is not there
   */
  WarmTable apply(WarmTable table) {
    return switch (kind) {
      case PUT -> table.with(name, WarmSchedule.of(value));
      case DELETE -> table.without(name);
      case OUTCOME -> table.with(name, WarmOutcome.of(value));
    };
  }
}
