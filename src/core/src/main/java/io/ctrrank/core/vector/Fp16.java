package io.ctrrank.core.vector;

/**
 * IEEE 754 half precision, the form in which adapted vectors are cached and sent: 2 bytes a
 * component, rounded to nearest even.
 */
public final class Fp16 {
  private static final int EXPONENT = 0x7C00;

  private Fp16() {}

  /** Whether every component is a number, neither infinite nor NaN. */
  public static boolean isFinite(short[] halves) {
    for (short component : halves) {
      if ((component & EXPONENT) == EXPONENT) {
        return false;
      }
    }
    return true;
  }

  /** Rounds {@code vector} to half precision. */
  public static short[] encode(float[] vector) {
    short[] halves = new short[vector.length];
    for (int i = 0; i < vector.length; i++) {
      halves[i] = Float.floatToFloat16(vector[i]);
    }
    return halves;
  }

  /** Widens {@code halves} into {@code target} from {@code offset} on; exact. */
  public static void decode(short[] halves, float[] target, int offset) {
    for (int i = 0; i < halves.length; i++) {
      target[offset + i] = Float.float16ToFloat(halves[i]);
    }
  }

  /** Widens {@code halves}; exact. */
  public static float[] decode(short[] halves) {
    float[] vector = new float[halves.length];
    decode(halves, vector, 0);
    return vector;
  }
}
