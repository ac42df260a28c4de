package io.ctrrank.trainer.safetensors;

import java.nio.ByteBuffer;

/** Element types that can be read; every value of theirs is a float exactly. */
public enum Dtype {
  /** IEEE 754 single precision. */
  F32(Float.BYTES),
  /** IEEE 754 half precision. */
  F16(Short.BYTES),
  /** The upper half of single precision. */
  BF16(Short.BYTES);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** The element at a byte position of a little-endian buffer. */
  float value(ByteBuffer data, int position) {
    return switch (this) {
      case F32 -> data.getFloat(position);
      case F16 -> Float.float16ToFloat(data.getShort(position));
      case BF16 -> Float.intBitsToFloat(data.getShort(position) << Short.SIZE);
    };
  }
}
