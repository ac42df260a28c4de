package io.ctrrank.trainer.text;

import java.nio.ByteBuffer;

/**
 * The states of a text's tokens in half precision: the number of tokens, then {@code [tokens *
 * width]} halves.
 *
 * @param dimension width of a state
 */
record StatesFormat(int dimension) implements PackFormat<short[]> {
  private static final int MAGIC = 0x43545253;

  @Override
  public int magic() {
    return MAGIC;
  }

  @Override
  public int bytes(short[] states) {
    return Integer.BYTES + states.length * Short.BYTES;
  }

  @Override
  public void write(ByteBuffer buffer, short[] states) {
    buffer.putInt(states.length / dimension);
    buffer.asShortBuffer().put(states);
    buffer.position(buffer.position() + states.length * Short.BYTES);
  }

  @Override
  public short[] read(ByteBuffer buffer) {
    int values = Math.multiplyExact(buffer.getInt(), dimension);
    short[] states = new short[Math.min(values, buffer.remaining())];
    buffer.asShortBuffer().get(states);
    buffer.position(buffer.position() + states.length * Short.BYTES);
    return states;
  }
}
