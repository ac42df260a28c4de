package io.ctrrank.trainer.clicklog.cluster;

import java.io.IOException;
import java.io.Serial;

/** What a cluster holds or answers cannot be used; the message is all that the user needs. */
public final class ClusterException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private static final int NONE = 0;

  private final int status;

  ClusterException(String message) {
    this(message, NONE);
  }

  ClusterException(String message, int status) {
    super(message);
    this.status = status;
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
    this.status = NONE;
  }

  /** Whether the cluster answered with this HTTP status. */
  boolean is(int expected) {
    return status == expected;
  }
}
