package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.files.ChecksummedFile;
import io.ctrrank.trainer.network.Parameter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights in one file: magic number, number of parameters, then name, shape and big-endian floats
 * of each, and a CRC-32C of all before it. Parameters are found by name, in whatever order they
 * stand. Statistics and constants are stored too, so a file is the whole model.
 */
final class WeightsFile {
  /** "ctrw" and the format's version, 1. */
  private static final ChecksummedFile FORMAT =
      new ChecksummedFile("weights file", "copy it again, or train again", 0x6374727700000001L);

  private WeightsFile() {}

  /** Writes the file; it appears whole or not at all. */
  static void write(Path file, Weights weights) throws IOException {
    FORMAT.write(
        file,
        out -> {
          out.writeInt(weights.parameters().size());
          for (Parameter parameter : weights.parameters()) {
            write(out, parameter, weights.values(parameter));
          }
        });
  }

  private static void write(DataOutputStream out, Parameter parameter, float[] values)
      throws IOException {
    out.writeUTF(parameter.name());
    out.writeInt(parameter.shape().length);
    for (long size : parameter.shape()) {
      out.writeLong(size);
    }
    FloatRecords.write(out, values);
  }

  /**
   * Reads a file into the weights of the same network.
   *
   * @throws IOException if the file is damaged or of another network; the message names what
   *     differs
   */
  static void read(Path file, Weights weights) throws IOException {
    FORMAT.read(
        file,
        in -> {
          int count = in.readInt();
          if (count != weights.parameters().size()) {
            throw other(
                file, "[" + count + "] parameters", "[" + weights.parameters().size() + "]");
          }
          Map<String, Parameter> missing = new LinkedHashMap<>();
          weights.parameters().forEach(parameter -> missing.put(parameter.name(), parameter));
          for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            Parameter parameter = missing.remove(name);
            if (parameter == null) {
              throw other(file, "parameter [" + name + "]", String.valueOf(missing.keySet()));
            }
            weights.set(parameter, read(file, in, parameter));
          }
        });
  }

  private static float[] read(Path file, DataInputStream in, Parameter parameter)
      throws IOException {
    long[] shape = new long[Math.min(in.readInt(), Byte.MAX_VALUE)];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readLong();
    }
    if (!Arrays.equals(shape, parameter.shape())) {
      throw other(
          file,
          "parameter [" + parameter.name() + "] of shape " + Arrays.toString(shape),
          Arrays.toString(parameter.shape()));
    }
    return FloatRecords.read(in, parameter.size());
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
