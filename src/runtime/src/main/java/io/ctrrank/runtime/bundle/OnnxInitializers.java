package io.ctrrank.runtime.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the raw values of initializers lie in an ONNX file. Reads no more of the Protocol Buffers
 * encoding than that takes: {@code ModelProto.graph = 7}, {@code GraphProto.initializer = 5},
 * {@code TensorProto.name = 8} and {@code raw_data = 9}.
 */
final class OnnxInitializers {
  private static final int GRAPH = 7;
  private static final int INITIALIZER = 5;
  private static final int NAME = 8;
  private static final int RAW_DATA = 9;

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final byte[] file;
  private final Map<String, Range> ranges = new HashMap<>();

  /**
   * A part of the file.
   *
   * @param from first byte
   * @param to behind the last
   */
  record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }

  private OnnxInitializers(byte[] file) {
    this.file = file;
  }

  /**
   * Finds all initializers.
   *
   * @throws IOException if the bytes are no ONNX model
   */
  static OnnxInitializers of(byte[] file) throws IOException {
    OnnxInitializers all = new OnnxInitializers(file);
    Cursor model = all.new Cursor(new Range(0, file.length));
    while (model.next()) {
      if (model.field == GRAPH) {
        all.readGraph(model.value());
      }
    }
    return all;
  }

  private void readGraph(Range graph) throws IOException {
    Cursor members = new Cursor(graph);
    while (members.next()) {
      if (members.field == INITIALIZER) {
        readTensor(members.value());
      }
    }
  }

  private void readTensor(Range tensor) throws IOException {
    Cursor members = new Cursor(tensor);
    String name = "";
    Range data = new Range(0, 0);
    while (members.next()) {
      if (members.field == NAME) {
        Range text = members.value();
        name = new String(file, text.from(), text.length(), UTF_8);
      } else if (members.field == RAW_DATA) {
        data = members.value();
      }
    }
    ranges.put(name, data);
  }

  /** Raw values of an initializer; empty if there is none of that name or it has no raw values. */
  Optional<Range> rawData(String name) {
    return Optional.ofNullable(ranges.get(name)).filter(range -> range.length() > 0);
  }

  /** Goes from field to field of one message. */
  private final class Cursor {
    private final Range message;
    private int at;
    private int field;
    private Range value;

    Cursor(Range message) {
      this.message = message;
      this.at = message.from();
      this.value = message;
    }

    /** Reads the next field; false at the message's end. */
    boolean next() throws IOException {
      if (at == message.to()) {
        return false;
      }
      long tag = varint();
      field = (int) (tag >>> 3);
      int start = at;
      switch ((int) (tag & 7)) {
        case VARINT -> {
          varint();
          value = new Range(start, at);
        }
        case FIXED_64 -> skip(Long.BYTES);
        case FIXED_32 -> skip(Integer.BYTES);
        case LENGTH_DELIMITED -> skip(varint());
        default -> throw broken();
      }
      return true;
    }

    Range value() {
      return value;
    }

    private void skip(long bytes) throws IOException {
      if (bytes < 0 || bytes > message.to() - at) {
        throw broken();
      }
      value = new Range(at, at + (int) bytes);
      at = value.to();
    }

    private long varint() throws IOException {
      long number = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        if (at == message.to()) {
          throw broken();
        }
        byte next = file[at++];
        number |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return number;
        }
      }
      throw broken();
    }

    private IOException broken() {
      return new IOException(
          "encoder file is no ONNX model: its encoding breaks at byte ["
              + at
              + "] of ["
              + file.length
              + "]; take the file again from where it came from");
    }
  }
}
