package io.ctrrank.plugin.traffic;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.traffic.Buckets;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.elasticsearch.xcontent.ToXContentObject;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * An experiment: it splits the users of one alias's searches over arms, each with its model.
 *
 * @param name of the experiment
 * @param alias index alias, index or data stream whose searches it splits
 * @param layer salt of the assignment; experiments of one layer share no user
 * @param arms in order, the control first
 * @param state whether it assigns users now
 * @param created milliseconds since the epoch
 * @param started milliseconds since the epoch of the first start, 0 before it
 * @param stopped milliseconds since the epoch of the last stop, 0 while it was not stopped
 */
public record Experiment(
    String name,
    String alias,
    String layer,
    List<Arm> arms,
    State state,
    long created,
    long started,
    long stopped)
    implements ToXContentObject {

  /** Whether an experiment assigns users. */
  public enum State {
    /** Not yet; everything may change. */
    DRAFT,
    /** Yes; only shares may change. */
    RUNNING,
    /** Not any more; it may be started again. */
    STOPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Experiment {
    requireNonNull(name, "name is null");
    requireNonNull(alias, "alias is null");
    requireNonNull(layer, "layer is null");
    requireNonNull(state, "state is null");
    arms = List.copyOf(arms);
  }

  /** The arm that a user is in, if any. */
  public Optional<Arm> armOf(String unit) {
    int bucket = Buckets.of(layer, unit);
    return arms.stream().filter(arm -> arm.buckets().contains(bucket)).findFirst();
  }

  /** The arm of that name. */
  public Optional<Arm> arm(String armName) {
    return arms.stream().filter(arm -> arm.name().equals(armName)).findFirst();
  }

  /** All buckets of its arms. */
  Buckets buckets() {
    return arms.stream().map(Arm::buckets).reduce(Buckets.NONE, Buckets::union);
  }

  /** Buckets by arm. */
  Map<String, Buckets> parts() {
    Map<String, Buckets> parts = new LinkedHashMap<>();
    arms.forEach(arm -> parts.put(arm.name(), arm.buckets()));
    return parts;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** The same, running. */
  Experiment start(long now) {
    return new Experiment(
        name, alias, layer, arms, State.RUNNING, created, started == 0 ? now : started, 0);
  }

  /** The same, stopped. */
  Experiment stop(long now) {
    return new Experiment(name, alias, layer, arms, State.STOPPED, created, started, now);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject();
    builder.field("alias", alias).field("layer", layer).field("state", state.toString());
    builder.timestampFieldsFromUnixEpochMillis("created_in_millis", "created", created);
    if (started != 0) {
      builder.timestampFieldsFromUnixEpochMillis("started_in_millis", "started", started);
    }
    if (stopped != 0) {
      builder.timestampFieldsFromUnixEpochMillis("stopped_in_millis", "stopped", stopped);
    }
    builder.startArray("arms");
    for (Arm arm : arms) {
      builder.startObject();
      builder.field("name", arm.name()).field("model", arm.model());
      builder.field("share", arm.share()).field("buckets", arm.buckets().toString());
      builder.endObject();
    }
    return builder.endArray().endObject();
  }
}
