package io.ctrrank.plugin.user;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.elasticsearch.common.util.concurrent.AbstractRunnable;

/**
 * Completes a future with a value, or with whatever goes wrong on the way: an error, or a pool that
 * takes no tasks. Nothing waits for the future in vain.
 *
 * @param <T> the value
 */
final class Settling<T> extends AbstractRunnable {
  private final CompletableFuture<T> future;
  private final Supplier<T> value;

  Settling(CompletableFuture<T> future, Supplier<T> value) {
    this.future = future;
    this.value = value;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // an error here would leave the search waiting
  protected void doRun() {
    try {
      future.complete(value.get());
    } catch (Throwable e) {
      future.completeExceptionally(e);
    }
  }

  @Override
  public void onFailure(Exception e) {
    future.completeExceptionally(e);
  }
}
