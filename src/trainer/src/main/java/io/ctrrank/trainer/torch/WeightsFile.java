package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Parameter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Weights in one file: magic number, number of parameters, then name, shape and big-endian floats
 * of each in the network's order, and a CRC-32C of all before it. Statistics and constants are
 * stored too, so a file is the whole model.
 */
final class WeightsFile {
  /** "ctrw" and the format's version, 1. */
  private static final long MAGIC = 0x6374727700000001L;

  private static final int BUFFER = 1 << 16;

  private WeightsFile() {}

  /** Writes the file; it appears whole or not at all. */
  static void write(Path file, Weights weights) throws IOException {
    Path target = file.toAbsolutePath();
    Path unfinished = Files.createTempFile(target.getParent(), "weights", ".tmp");
    try {
      CRC32C checksum = new CRC32C();
      try (DataOutputStream out =
          new DataOutputStream(
              new CheckedOutputStream(
                  new java.io.BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER),
                  checksum))) {
        out.writeLong(MAGIC);
        out.writeInt(weights.parameters().size());
        for (Parameter parameter : weights.parameters()) {
          write(out, parameter, weights.values(parameter));
        }
        out.writeLong(checksum.getValue());
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void write(DataOutputStream out, Parameter parameter, float[] values)
      throws IOException {
    out.writeUTF(parameter.name());
    out.writeInt(parameter.shape().length);
    for (long size : parameter.shape()) {
      out.writeLong(size);
    }
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }

  /**
   * Reads a file into the weights of the same network.
   *
   * @throws IOException if the file is damaged or of another network; the message names what
   *     differs
   */
  static void read(Path file, Weights weights) throws IOException {
    CRC32C checksum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(
                new java.io.BufferedInputStream(Files.newInputStream(file), BUFFER), checksum))) {
      if (in.readLong() != MAGIC) {
        throw new IOException(
            "weights file [" + file + "] is not one of this release; train again");
      }
      int count = in.readInt();
      if (count != weights.parameters().size()) {
        throw other(file, "[" + count + "] parameters", "[" + weights.parameters().size() + "]");
      }
      for (Parameter parameter : weights.parameters()) {
        weights.set(parameter, read(file, in, parameter));
      }
      long found = checksum.getValue();
      if (in.readLong() != found) {
        throw new IOException(
            "weights file [" + file + "] is damaged: its checksum differs; copy it again");
      }
    } catch (EOFException | UTFDataFormatException e) {
      throw new IOException("weights file [" + file + "] is cut short; copy it again", e);
    }
  }

  private static float[] read(Path file, DataInputStream in, Parameter parameter)
      throws IOException {
    String name = in.readUTF();
    if (!name.equals(parameter.name())) {
      throw other(file, "parameter [" + name + "]", "[" + parameter.name() + "]");
    }
    long[] shape = new long[Math.min(in.readInt(), Byte.MAX_VALUE)];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readLong();
    }
    if (!Arrays.equals(shape, parameter.shape())) {
      throw other(
          file,
          "parameter [" + name + "] of shape " + Arrays.toString(shape),
          Arrays.toString(parameter.shape()));
    }
    byte[] bytes = in.readNBytes(parameter.size() * Float.BYTES);
    if (bytes.length < parameter.size() * Float.BYTES) {
      throw new EOFException();
    }
    float[] values = new float[parameter.size()];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static IOException other(Path file, String found, String expected) {
    return new IOException(
        "weights file ["
            + file
            + "] has "
            + found
            + " but the network has "
            + expected
            + "; use the options and data it was trained with, or train again");
  }
}
