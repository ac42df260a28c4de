package io.ctrrank.trainer.safetensors;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * One tensor of a mapped file.
 *
 * @param file where it is
 * @param name its name
 * @param type type of its elements
 * @param shape its sizes, row-major; none for a scalar
 * @param values its values, in the file
 */
public record Tensor(Path file, String name, Dtype type, List<Long> shape, MappedValues values) {
  public Tensor {
    requireNonNull(file, "file is null");
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(values, "values is null");
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Copies elements.
   *
   * @param from first element
   * @param target filled from its start to its end
   */
  public void copyTo(long from, float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = values.value(type, from + i);
    }
  }
}
