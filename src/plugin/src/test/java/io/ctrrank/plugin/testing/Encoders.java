package io.ctrrank.plugin.testing;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.encode.VectorEncoder;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Encode queues over fakes. */
public final class Encoders {
  private Encoders() {}

  /** Vectors of one component, the length of the text; encoded at once by the caller. */
  public static EncodeQueue lengths() {
    return queue(Encoders::length, Runnable::run);
  }

  /** As {@link #lengths}, encoded on {@code executor}. */
  public static EncodeQueue lengthsOn(Executor executor) {
    return queue(Encoders::length, executor);
  }

  /** Takes texts and never encodes them. */
  public static EncodeQueue stuck() {
    return queue(Encoders::length, task -> {});
  }

  /** Throws what {@code failure} makes of each text. */
  public static <E extends RuntimeException> EncodeQueue failing(Function<String, E> failure) {
    return queue(
        text -> {
          throw failure.apply(text);
        },
        Runnable::run);
  }

  /** Throws an error. */
  public static EncodeQueue erring() {
    return queue(
        text -> {
          throw new AssertionError("an error on purpose");
        },
        Runnable::run);
  }

  /** The vector that {@link #lengths} gives a text. */
  public static short[] length(String text) {
    return Fp16.encode(new float[] {text.length()});
  }

  private static EncodeQueue queue(Function<String, short[]> encode, Executor executor) {
    return new EncodeQueue(new Fake(encode), executor, new EncodeQueue.Limits(1, 1_000, 1));
  }

  private record Fake(Function<String, short[]> encode) implements VectorEncoder {
    @Override
    public List<short[]> items(List<String> texts) {
      return texts.stream().map(encode).toList();
    }

    @Override
    public List<short[]> users(List<String> texts) {
      return texts.stream().map(encode).toList();
    }
  }
}
