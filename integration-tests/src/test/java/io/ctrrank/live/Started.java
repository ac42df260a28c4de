package io.ctrrank.live;

import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What tests of several classes share, or why it is not there: a node that does not start is tried
 * once, not by every test. Closed after the last test.
 *
 * @param <T> the type of what is shared, which must not have a type parameter
 */
record Started<T extends AutoCloseable>(@Nullable T valueOrNull, @Nullable Exception failure)
    implements AutoCloseable {

  /** Starts what is shared. */
  @FunctionalInterface
  interface Start<T> {
    T start() throws IOException, InterruptedException, DataException;
  }

  /** What is shared under {@code type}, started with the first test that asks for it. */
  static <T extends AutoCloseable> T once(ExtensionContext context, Class<T> type, Start<T> start) {
    Started<?> started =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Started.class))
            .computeIfAbsent(type, key -> of(start), Started.class);
    if (started.valueOrNull() == null) {
      throw new IllegalStateException("the tests' node did not start", started.failure());
    }
    return type.cast(started.valueOrNull());
  }

  private static <T extends AutoCloseable> Started<T> of(Start<T> start) {
    try {
      return new Started<>(start.start(), null);
    } catch (IOException | DataException | RuntimeException e) {
      return new Started<>(null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Started<>(null, e);
    }
  }

  @Override
  public void close() throws Exception {
    if (valueOrNull != null) {
      valueOrNull.close();
    }
  }
}
