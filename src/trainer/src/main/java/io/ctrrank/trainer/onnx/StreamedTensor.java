package io.ctrrank.trainer.onnx;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * An initializer whose values are written when the file is, as they need not fit into memory.
 *
 * @param name its name
 * @param element type of its values
 * @param shape its sizes
 * @param content writes the values, row-major and little-endian, as many bytes as the shape says
 */
public record StreamedTensor(String name, Element element, List<Long> shape, Content content) {
  public StreamedTensor {
    requireNonNull(name, "name is null");
    requireNonNull(element, "element is null");
    requireNonNull(content, "content is null");
    shape = List.copyOf(shape);
  }

  /** Writes values. */
  @FunctionalInterface
  public interface Content {
    /** Writes all values into {@code out}, which stays open. */
    void write(OutputStream out) throws IOException;
  }

  /** Length of the values. */
  long bytes() {
    return shape.stream().reduce((long) element.bytes, Math::multiplyExact);
  }
}
