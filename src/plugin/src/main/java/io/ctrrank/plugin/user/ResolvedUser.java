package io.ctrrank.plugin.user;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.plugin.stats.Degradation;
import java.time.Duration;
import java.util.Set;
import org.elasticsearch.common.UUIDs;

/**
 * The user's side of one request, resolved at the coordinator and sent to every shard. Two are
 * equal when they come from the same resolution.
 *
 * @param resolution unique name of the resolution
 * @param model the model that {@code context} is in the form of
 * @param context the user in model form
 * @param remaining what a shard may wait for vectors
 * @param historyIsSecret whether the history was read from the store, where it is another's, and
 *     the caller may not be told of it
 * @param degradations what could not be had of the user
 */
public record ResolvedUser(
    String resolution,
    PinnedModel model,
    UserContext context,
    Duration remaining,
    boolean historyIsSecret,
    Set<Degradation> degradations)
    implements Resolution {
  public ResolvedUser {
    requireNonNull(resolution, "resolution is null");
    requireNonNull(model, "model is null");
    requireNonNull(context, "context is null");
    requireNonNull(remaining, "remaining is null");
    degradations = Set.copyOf(degradations);
  }

  /** A new resolution. */
  static ResolvedUser of(
      PinnedModel model,
      UserContext context,
      Duration remaining,
      boolean historyIsSecret,
      Set<Degradation> degradations) {
    return new ResolvedUser(
        UUIDs.base64UUID(), model, context, remaining, historyIsSecret, degradations);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResolvedUser user && resolution.equals(user.resolution);
  }

  @Override
  public int hashCode() {
    return resolution.hashCode();
  }
}
