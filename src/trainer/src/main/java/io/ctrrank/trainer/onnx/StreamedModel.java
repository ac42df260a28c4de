package io.ctrrank.trainer.onnx;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model with values that are written one after the other: memory does not grow with the file.
 * Protobuf messages, and so models that are one file, end at 2 GB.
 */
public final class StreamedModel {
  /** Length that a file may have at most. */
  public static final long MOST_BYTES = Integer.MAX_VALUE;

  private static final int BUFFER_BYTES = 1 << 20;

  private final ModelProto head;
  private final GraphProto graph;
  private final List<StreamedTensor> tensors;

  /**
   * @param head the model without its graph
   * @param graph the graph without the tensors
   * @param tensors initializers of the graph
   */
  StreamedModel(ModelProto head, GraphProto graph, List<StreamedTensor> tensors) {
    this.head = head;
    this.graph = graph;
    this.tensors = List.copyOf(tensors);
  }

  /** Length of the file. */
  public long bytes() {
    return head.getSerializedSize() + field(graphBytes());
  }

  private long graphBytes() {
    long bytes = graph.getSerializedSize();
    for (StreamedTensor tensor : tensors) {
      bytes += field(bytes(tensor));
    }
    return bytes;
  }

  private static long bytes(StreamedTensor tensor) {
    return description(tensor).getSerializedSize() + field(tensor.bytes());
  }

  /** A field of so many bytes with its length and its tag, which has one byte here. */
  private static long field(long bytes) {
    return 1 + CodedOutputStream.computeUInt64SizeNoTag(bytes) + bytes;
  }

  private static TensorProto description(StreamedTensor tensor) {
    return TensorProto.newBuilder()
        .setName(tensor.name())
        .setDataType(tensor.element().type.getNumber())
        .addAllDims(tensor.shape())
        .build();
  }

  /**
   * Writes the file.
   *
   * @throws IOException if it cannot be written, or would be longer than {@link #MOST_BYTES}
   */
  public void write(Path file) throws IOException {
    if (bytes() > MOST_BYTES) {
      throw new IOException(
          "file ["
              + file
              + "] would have ["
              + bytes()
              + "] bytes; expected at most ["
              + MOST_BYTES
              + "], the limit of an ONNX model in one file");
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      head.writeTo(coded);
      begin(coded, ModelProto.GRAPH_FIELD_NUMBER, graphBytes());
      graph.writeTo(coded);
      for (StreamedTensor tensor : tensors) {
        begin(coded, GraphProto.INITIALIZER_FIELD_NUMBER, bytes(tensor));
        description(tensor).writeTo(coded);
        begin(coded, TensorProto.RAW_DATA_FIELD_NUMBER, tensor.bytes());
        coded.flush();
        tensor.content().write(out);
      }
      coded.flush();
    }
  }

  private static void begin(CodedOutputStream coded, int field, long bytes) throws IOException {
    coded.writeTag(field, WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt64NoTag(bytes);
  }
}
