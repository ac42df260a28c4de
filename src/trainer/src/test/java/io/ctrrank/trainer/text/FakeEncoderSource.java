package io.ctrrank.trainer.text;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Vectors out of hash codes; remembers what it was asked. */
final class FakeEncoderSource implements EncoderSource, PooledEncoder {
  static final int DIMENSION = 3;

  final Set<String> encoded = ConcurrentHashMap.newKeySet();
  private final String space;
  int opened;
  int closed;

  FakeEncoderSource(String space) {
    this.space = space;
  }

  static float[] expected(String text, int maxTokens) {
    return new float[] {text.hashCode(), maxTokens, text.length()};
  }

  @Override
  public String space() {
    return space;
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public PooledEncoder open() {
    opened++;
    return this;
  }

  @Override
  public float[][] pooled(List<String> texts, int maxTokens) {
    if (texts.contains("explode")) {
      throw new IllegalStateException("no memory");
    }
    encoded.addAll(texts);
    return texts.stream().map(text -> expected(text, maxTokens)).toArray(float[][]::new);
  }

  @Override
  public void close() {
    closed++;
  }
}
