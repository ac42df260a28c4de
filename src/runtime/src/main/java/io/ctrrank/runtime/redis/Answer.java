package io.ctrrank.runtime.redis;

import io.ctrrank.runtime.store.StoreStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param value what Redis answered; null unless the status is {@code OK}
 * @param status how
 */
record Answer<T>(@Nullable T value, StoreStatus status) {
  static <T> Answer<T> of(T value) {
    return new Answer<>(value, StoreStatus.OK);
  }

  static <T> Answer<T> none(StoreStatus status) {
    return new Answer<>(null, status);
  }
}
