package io.ctrrank.trainer.chat;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chat model that gave no answer. The message says what happened and what to do. */
public final class ChatException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  /** What may help. */
  public enum Kind {
    /** Asking again later: the endpoint has had too many requests. */
    RATE_LIMITED,
    /** Asking again: no answer in time, no connection, or an error of the endpoint's own. */
    UNAVAILABLE,
    /** Nothing: the endpoint does not answer this conversation. Others may be answered. */
    REJECTED,
    /** Nothing: the endpoint answers no conversation with this address, key and model. */
    REFUSED
  }

  /**
   * @param kind what may help
   * @param message what happened and what to do
   * @param retryAfter how long the endpoint asks to wait, null when it does not say
   * @param cause what the client said, if anything
   */
  public ChatException(
      Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.retryAfter = retryAfter;
  }

  /** What may help. */
  public Kind kind() {
    return kind;
  }

  /** How long the endpoint asks to wait before the next request. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
