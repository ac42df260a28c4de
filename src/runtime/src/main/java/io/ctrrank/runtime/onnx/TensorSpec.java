package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OnnxJavaType;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the manifest says of one input or output of a graph.
 *
 * @param name its name
 * @param type int64 or float32
 * @param shape its dimensions, {@link #ANY} where they vary from run to run
 */
@SuppressWarnings("ArrayRecordComponent") // a few per model, within this package
record TensorSpec(String name, OnnxJavaType type, long... shape) {
  /** A dimension that varies. */
  static final long ANY = -1;

  static TensorSpec int64(String name, long... shape) {
    return new TensorSpec(name, OnnxJavaType.INT64, shape);
  }

  static TensorSpec float32(String name, long... shape) {
    return new TensorSpec(name, OnnxJavaType.FLOAT, shape);
  }

  /** Whether a graph that declares this type and shape takes (or gives) what this says. */
  boolean admits(OnnxJavaType otherType, long[] otherShape) {
    if (type != otherType || shape.length != otherShape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      boolean fits = otherShape[i] < 0 || otherShape[i] == shape[i];
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** {@code float32 [?, 64]}. */
  String describe() {
    return describe(type, shape);
  }

  static String describe(OnnxJavaType type, long[] shape) {
    String typeName =
        type == OnnxJavaType.FLOAT ? "float32" : type.toString().toLowerCase(Locale.ROOT);
    return typeName
        + " "
        + Arrays.stream(shape)
            .mapToObj(dimension -> dimension < 0 ? "?" : Long.toString(dimension))
            .toList();
  }
}
