package io.ctrrank.trainer.text;

import java.nio.ByteBuffer;

/**
 * One vector a text, as floats.
 *
 * @param dimension its width
 */
record VectorFormat(int dimension) implements PackFormat<float[]> {
  private static final int MAGIC = 0x43545256;

  @Override
  public int magic() {
    return MAGIC;
  }

  @Override
  public int bytes(float[] vector) {
    return dimension * Float.BYTES;
  }

  @Override
  public void write(ByteBuffer buffer, float[] vector) {
    buffer.asFloatBuffer().put(vector, 0, dimension);
    buffer.position(buffer.position() + dimension * Float.BYTES);
  }

  @Override
  public float[] read(ByteBuffer buffer) {
    float[] vector = new float[dimension];
    buffer.asFloatBuffer().get(vector);
    buffer.position(buffer.position() + dimension * Float.BYTES);
    return vector;
  }
}
