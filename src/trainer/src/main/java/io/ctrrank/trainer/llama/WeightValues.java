package io.ctrrank.trainer.llama;

import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.StreamedTensor;
import io.ctrrank.trainer.safetensors.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Values of tensors as a graph holds them, converted a few rows at a time. */
final class WeightValues {
  private static final float LARGEST_HALF = 65504;

  /** Columns that are turned into rows at a time. */
  private static final int BLOCK = 64;

  private WeightValues() {}

  /** A table with its rows as they are. */
  static StreamedTensor rows(String name, Tensor tensor, Element element) {
    int width = Math.toIntExact(tensor.shape().getLast());
    return new StreamedTensor(
        name,
        element,
        tensor.shape(),
        out -> {
          float[] row = new float[width];
          for (long from = 0; from < tensor.size(); from += width) {
            tensor.copyTo(from, row);
            write(tensor, row, element, out);
          }
        });
  }

  /** A matrix {@code [out, in]} as {@code [in, out]}, which products with it take. */
  static StreamedTensor transposed(String name, Tensor tensor, Element element) {
    int rows = Math.toIntExact(tensor.shape().getFirst());
    int columns = Math.toIntExact(tensor.shape().getLast());
    return new StreamedTensor(
        name,
        element,
        List.of((long) columns, (long) rows),
        out -> {
          for (int from = 0; from < columns; from += BLOCK) {
            float[] part = new float[Math.min(BLOCK, columns - from)];
            float[] block = new float[part.length * rows];
            for (int row = 0; row < rows; row++) {
              tensor.copyTo((long) row * columns + from, part);
              for (int i = 0; i < part.length; i++) {
                block[i * rows + row] = part[i];
              }
            }
            write(tensor, block, element, out);
          }
        });
  }

  /** All values of a small tensor. */
  static float[] all(Tensor tensor) throws IOException {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(0, values);
    for (float value : values) {
      requireHeld(tensor, value, Element.FLOAT);
    }
    return values;
  }

  private static void write(Tensor tensor, float[] values, Element element, OutputStream out)
      throws IOException {
    boolean half = element == Element.FLOAT16;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (half ? Short.BYTES : Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      requireHeld(tensor, value, element);
      if (half) {
        bytes.putShort(Float.floatToFloat16(value));
      } else {
        bytes.putFloat(value);
      }
    }
    out.write(bytes.array());
  }

  private static void requireHeld(Tensor tensor, float value, Element element) throws IOException {
    if (!Float.isFinite(value)) {
      throw new IOException(
          message(tensor, value) + "; expected finite numbers; download the weights again");
    }
    if (element == Element.FLOAT16 && Math.abs(value) > LARGEST_HALF) {
      throw new IOException(
          message(tensor, value)
              + ", which half precision does not hold; expected up to ["
              + LARGEST_HALF
              + "]; give [--weights float32]");
    }
  }

  private static String message(Tensor tensor, float value) {
    return "file ["
        + tensor.file()
        + "] has the value ["
        + value
        + "] in tensor ["
        + tensor.name()
        + "]";
  }
}
