package io.ctrrank.plugin.user;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.inference.UserContext;
import org.elasticsearch.common.UUIDs;

/**
 * The user's side of one request, resolved at the coordinator and sent to every shard. Two are
 * equal when they come from the same resolution.
 *
 * @param resolution unique name of the resolution
 * @param digest digest of the model's bundle at the coordinator; a shard with another bundle must
 *     not use the rows and vectors in {@code context}
 * @param context the user in model form
 */
public record ResolvedUser(String resolution, String digest, UserContext context)
    implements Resolution {
  public ResolvedUser {
    requireNonNull(resolution, "resolution is null");
    requireNonNull(digest, "digest is null");
    requireNonNull(context, "context is null");
  }

  /** A new resolution. */
  static ResolvedUser of(String digest, UserContext context) {
    return new ResolvedUser(UUIDs.base64UUID(), digest, context);
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
