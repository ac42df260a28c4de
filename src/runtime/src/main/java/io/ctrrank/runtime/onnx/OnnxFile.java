package io.ctrrank.runtime.onnx;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ONNX file holds that a bundle must not: operators outside the standard, and tensors kept
 * in other files, which would escape the bundle's hashes. Walks the protobuf wire format of {@code
 * onnx.proto} and skips over weights, so even a large file takes well under a millisecond.
 */
final class OnnxFile {
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTION = 25;
  private static final int FUNCTION_NODE = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int NODE_DOMAIN = 7;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_LOCATION = 14;
  private static final int LOCATION_EXTERNAL = 1;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final Set<String> foreignOperators = new TreeSet<>();
  private final Set<String> externalTensors = new TreeSet<>();

  private OnnxFile() {}

  /**
   * Looks {@code file} through.
   *
   * @throws IOException if it cannot be read or is not a protobuf message
   */
  static OnnxFile inspect(Path file) throws IOException {
    OnnxFile found = new OnnxFile();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      try {
        found.model(bytes);
      } catch (IllegalArgumentException | BufferUnderflowException e) {
        throw new IOException("not an ONNX model: its protobuf is damaged", e);
      }
    }
    return found;
  }

  /** Operators outside the standard domain, as {@code domain.Operator}, sorted. */
  Set<String> foreignOperators() {
    return foreignOperators;
  }

  /** Names of tensors whose values lie in other files, sorted. */
  Set<String> externalTensors() {
    return externalTensors;
  }

  private void model(ByteBuffer bytes) {
    forEach(
        bytes,
        (field, value, number) -> {
          if (field == MODEL_GRAPH) {
            graph(value);
          } else if (field == MODEL_FUNCTION) {
            forEach(
                value,
                (member, node, ignored) -> {
                  if (member == FUNCTION_NODE) {
                    node(node);
                  }
                });
          }
        });
  }

  private void graph(ByteBuffer bytes) {
    forEach(
        bytes,
        (field, value, number) -> {
          if (field == GRAPH_NODE) {
            node(value);
          } else if (field == GRAPH_INITIALIZER) {
            tensor(value);
          }
        });
  }

  private void node(ByteBuffer bytes) {
    String[] names = {"", ""};
    forEach(
        bytes,
        (field, value, number) -> {
          switch (field) {
            case NODE_OPERATOR -> names[1] = text(value);
            case NODE_DOMAIN -> names[0] = text(value);
            case NODE_ATTRIBUTE -> attribute(value);
            default -> {}
          }
        });
    if (!names[0].isEmpty() && !names[0].equals("ai.onnx")) {
      foreignOperators.add(names[0] + "." + names[1]);
    }
  }

  private void attribute(ByteBuffer bytes) {
    forEach(
        bytes,
        (field, value, number) -> {
          switch (field) {
            case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> tensor(value);
            case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> graph(value);
            default -> {}
          }
        });
  }

  private void tensor(ByteBuffer bytes) {
    String[] name = {""};
    boolean[] external = {false};
    forEach(
        bytes,
        (field, value, number) -> {
          if (field == TENSOR_NAME) {
            name[0] = text(value);
          } else if (field == TENSOR_LOCATION) {
            external[0] = number == LOCATION_EXTERNAL;
          }
        });
    if (external[0]) {
      externalTensors.add(name[0]);
    }
  }

  /** Gets one field of a message: its bytes if it has a length, its number if it is a varint. */
  private interface Field {
    void accept(int field, ByteBuffer value, long number);
  }

  private static void forEach(ByteBuffer message, Field consumer) {
    ByteBuffer bytes = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer nothing = ByteBuffer.allocate(0);
    while (bytes.hasRemaining()) {
      long tag = varint(bytes);
      int field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case VARINT -> consumer.accept(field, nothing, varint(bytes));
        case FIXED64 -> bytes.getLong();
        case FIXED32 -> bytes.getInt();
        case LENGTH_DELIMITED -> {
          int length = Math.toIntExact(Math.min(varint(bytes) & Long.MAX_VALUE, bytes.capacity()));
          ByteBuffer value = bytes.slice(bytes.position(), Math.min(length, bytes.remaining()));
          bytes.position(bytes.position() + length);
          consumer.accept(field, value, 0);
        }
        default -> throw new IllegalArgumentException("wire type of field " + field);
      }
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("varint without an end");
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
