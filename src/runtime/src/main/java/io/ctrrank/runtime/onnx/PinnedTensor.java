package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A direct buffer that is kept from run to run, and the tensor over its first rows. The tensor is
 * made anew only when the number of rows changes, the buffer only when it is too small. Not
 * thread-safe.
 *
 * @param <B> view of the buffer, {@link LongBuffer} or {@link FloatBuffer}
 */
abstract class PinnedTensor<B extends Buffer> implements AutoCloseable {
  private static final int UNSET = -1;

  private final OrtEnvironment environment;
  private final int elementBytes;
  private final long[] rowShape;
  private final int rowElements;
  private B buffer;
  private @Nullable OnnxTensor tensor;
  private int rows = UNSET;

  private PinnedTensor(OrtEnvironment environment, int elementBytes, long[] rowShape) {
    this.environment = environment;
    this.elementBytes = elementBytes;
    this.rowShape = rowShape;
    int elements = 1;
    for (long dimension : rowShape) {
      elements = Math.multiplyExact(elements, Math.toIntExact(dimension));
    }
    this.rowElements = elements;
    this.buffer = allocate(0);
  }

  /** Int64 tensor {@code [rows, rowShape...]}. */
  static PinnedTensor<LongBuffer> int64(OrtEnvironment environment, long... rowShape) {
    return new PinnedTensor<>(environment, Long.BYTES, rowShape) {
      @Override
      LongBuffer view(ByteBuffer bytes) {
        return bytes.asLongBuffer();
      }

      @Override
      OnnxTensor tensor(OrtEnvironment environment, LongBuffer data, long[] shape)
          throws OrtException {
        return OnnxTensor.createTensor(environment, data, shape);
      }
    };
  }

  /** Float32 tensor {@code [rows, rowShape...]}. */
  static PinnedTensor<FloatBuffer> float32(OrtEnvironment environment, long... rowShape) {
    return new PinnedTensor<>(environment, Float.BYTES, rowShape) {
      @Override
      FloatBuffer view(ByteBuffer bytes) {
        return bytes.asFloatBuffer();
      }

      @Override
      OnnxTensor tensor(OrtEnvironment environment, FloatBuffer data, long[] shape)
          throws OrtException {
        return OnnxTensor.createTensor(environment, data, shape);
      }
    };
  }

  abstract B view(ByteBuffer bytes);

  abstract OnnxTensor tensor(OrtEnvironment environment, B data, long[] shape) throws OrtException;

  /**
   * Makes room for {@code newRows} rows; what the buffer holds is kept only if it does not grow.
   *
   * @return the tensor over them, valid until the next call with another number of rows
   */
  OnnxTensor resize(int newRows) {
    OnnxTensor current = tensor;
    if (current != null && newRows == rows) {
      return current;
    }
    close();
    int elements = Math.multiplyExact(newRows, rowElements);
    if (elements > buffer.capacity()) {
      // Half as much again: windows grow in steps, each of which would allocate.
      buffer = allocate((int) Math.min(Integer.MAX_VALUE / elementBytes, elements * 3L / 2));
    }
    buffer.limit(elements);
    long[] shape = new long[rowShape.length + 1];
    shape[0] = newRows;
    System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
    try {
      OnnxTensor made = tensor(environment, buffer, shape);
      tensor = made;
      rows = newRows;
      return made;
    } catch (OrtException e) {
      throw new IllegalStateException("tensor cannot be made: " + e.getMessage(), e);
    }
  }

  /** The buffer, its limit at the end of the last row. Use absolute puts and gets only. */
  B buffer() {
    return buffer;
  }

  /** Frees the tensor; {@link #resize} makes another. */
  @Override
  public void close() {
    if (tensor != null) {
      tensor.close();
      tensor = null;
      rows = UNSET;
    }
  }

  private B allocate(int elements) {
    return view(
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, elementBytes))
            .order(ByteOrder.nativeOrder()));
  }
}
