package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param value what the store answered; null unless the status is {@code OK}
 * @param status how
 */
public record StoreAnswer<T>(@Nullable T value, StoreStatus status) {
  public StoreAnswer {
    requireNonNull(status, "status is null");
  }
}
