package io.ctrrank.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An encoder with its matrices in 8 bits, in operators of the ONNX standard. A matrix keeps one
 * scale an output; what it is multiplied by is rounded to 8 bits as the graph runs, with one scale
 * a token, so that a text's states do not depend on the texts beside it (the standard's {@code
 * DynamicQuantizeLinear} has one scale for the whole batch). Tables that rows are gathered from
 * keep one scale a row. Sums, normalisations, attention scores and activations stay in single
 * precision.
 *
 * <p>Matrices use 7 of the 8 bits: then no pair of products overflows 16 bits, which processors
 * without instructions for such products add in, and every processor computes the same.
 */
public final class Int8Weights {
  private static final int MATRIX_LEVELS = 63;
  private static final int ROW_LEVELS = 127;
  private static final int TOKEN_LEVELS = 255;
  private static final float LEAST_SCALE = 1e-12f;

  private static final String LEVELS = "int8.token_levels";
  private static final String LEAST = "int8.least_scale";

  private final GraphProto.Builder graph;
  private final Map<String, TensorProto> floats = new HashMap<>();
  private final Set<String> rounded = new HashSet<>();
  private final Set<String> replaced = new HashSet<>();

  private Int8Weights(GraphProto whole) {
    this.graph = whole.toBuilder().clearNode().clearInitializer();
    for (TensorProto tensor : whole.getInitializerList()) {
      if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()
          && tensor.getDimsCount() == 2
          && tensor.hasRawData()) {
        floats.put(tensor.getName(), tensor);
      }
    }
  }

  /**
   * Rounds the weights of a model.
   *
   * @param model in ONNX's file format, float weights inside
   * @return the same model with matrices and gathered tables in 8 bits
   * @throws IllegalArgumentException if it multiplies by no matrix of floats
   */
  public static byte[] of(ModelProto model) {
    GraphProto whole = model.getGraph();
    Int8Weights weights = new Int8Weights(whole);
    weights.constants();
    for (NodeProto node : whole.getNodeList()) {
      weights.add(node);
    }
    if (weights.rounded.isEmpty()) {
      throw new IllegalArgumentException(
          "model ["
              + whole.getName()
              + "] multiplies by no matrix of single-precision weights; expected some to round;"
              + " a model with int8 or float16 weights is small already");
    }
    whole.getInitializerList().stream()
        .filter(tensor -> !weights.replaced.contains(tensor.getName()))
        .forEach(weights.graph::addInitializer);
    return model.toBuilder().setGraph(weights.graph).build().toByteArray();
  }

  private void constants() {
    graph.addInitializer(scalar(LEVELS, 1f / TOKEN_LEVELS));
    graph.addInitializer(scalar(LEAST, LEAST_SCALE));
  }

  private void add(NodeProto node) {
    TensorProto matrix = node.getOpType().equals("MatMul") ? floats.get(node.getInput(1)) : null;
    TensorProto table = node.getOpType().equals("Gather") ? floats.get(node.getInput(0)) : null;
    if (matrix != null) {
      product(node, matrix);
    } else if (table != null && axis(node) == 0) {
      rows(node, table);
    } else {
      graph.addNode(node);
    }
  }

  /**
   * {@code x W = scale(x) (q(x) q(W)) scale(W) + least(x) (1 W)} with q the levels and {@code x =
   * scale(x) q(x) + least(x)}.
   */
  private void product(NodeProto node, TensorProto matrix) {
    String input = node.getInput(0);
    String name = matrix.getName();
    if (rounded.add(input)) {
      round(input);
    }
    if (replaced.add(name)) {
      int in = Math.toIntExact(matrix.getDims(0));
      int out = Math.toIntExact(matrix.getDims(1));
      byte[] levels = new byte[in * out];
      float[] scales = columns(values(matrix), in, out, levels);
      graph.addInitializer(bytes(name + ".int8", levels, in, out));
      graph.addInitializer(vector(name + ".scale", scales));
      graph.addInitializer(vector(name + ".sums", sums(levels, scales)));
    }
    String product = node.getOutput(0) + ".int8";
    node("MatMulInteger", List.of(input + ".uint8", name + ".int8"), product + ".sums");
    cast(product + ".sums", product + ".floats", TensorProto.DataType.FLOAT);
    node("Mul", List.of(product + ".floats", input + ".scale"), product + ".scaled");
    node("Mul", List.of(product + ".scaled", name + ".scale"), product + ".above");
    node("Mul", List.of(input + ".least", name + ".sums"), product + ".offset");
    node("Add", List.of(product + ".above", product + ".offset"), node.getOutput(0));
  }

  /** The smallest of a token's values becomes 0, the largest 255. */
  private void round(String input) {
    reduce("ReduceMin", input, input + ".least");
    reduce("ReduceMax", input, input + ".largest");
    node("Sub", List.of(input + ".largest", input + ".least"), input + ".range");
    node("Mul", List.of(input + ".range", LEVELS), input + ".step");
    node("Max", List.of(input + ".step", LEAST), input + ".scale");
    node("Sub", List.of(input, input + ".least"), input + ".from_least");
    node("Div", List.of(input + ".from_least", input + ".scale"), input + ".steps");
    node("Round", List.of(input + ".steps"), input + ".level");
    cast(input + ".level", input + ".uint8", TensorProto.DataType.UINT8);
  }

  private void reduce(String operator, String input, String output) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(output)
            .addInput(input)
            .addOutput(output)
            .addAttribute(GraphBuilder.attribute("axes", List.of(-1L)))
            .addAttribute(GraphBuilder.attribute("keepdims", 1)));
  }

  private void rows(NodeProto node, TensorProto table) {
    String name = table.getName();
    if (replaced.add(name)) {
      int rows = Math.toIntExact(table.getDims(0));
      int width = Math.toIntExact(table.getDims(1));
      byte[] levels = new byte[rows * width];
      float[] scales = rows(values(table), rows, width, levels);
      graph.addInitializer(bytes(name + ".int8", levels, rows, width));
      graph.addInitializer(vector(name + ".scale", scales).toBuilder().addDims(1).build());
    }
    String indices = node.getInput(1);
    String own = node.getOutput(0) + ".int8";
    node("Gather", List.of(name + ".int8", indices), own + ".levels");
    node("Gather", List.of(name + ".scale", indices), own + ".scale");
    cast(own + ".levels", own + ".floats", TensorProto.DataType.FLOAT);
    node("Mul", List.of(own + ".floats", own + ".scale"), node.getOutput(0));
  }

  private static long axis(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("axis"))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }

  private void node(String operator, List<String> inputs, String output) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output));
  }

  private void cast(String input, String output, TensorProto.DataType type) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Cast")
            .setName(output)
            .addInput(input)
            .addOutput(output)
            .addAttribute(GraphBuilder.attribute("to", type.getNumber())));
  }

  private static float[] columns(float[] values, int in, int out, byte[] levels) {
    float[] scales = new float[out];
    for (int i = 0; i < values.length; i++) {
      scales[i % out] = Math.max(scales[i % out], Math.abs(values[i]));
    }
    for (int column = 0; column < out; column++) {
      scales[column] = Math.max(scales[column] / MATRIX_LEVELS, LEAST_SCALE);
    }
    for (int i = 0; i < in * out; i++) {
      levels[i] = (byte) Math.round(values[i] / scales[i % out]);
    }
    return scales;
  }

  /** What each output would be for values of 1. */
  private static float[] sums(byte[] levels, float[] scales) {
    float[] sums = new float[scales.length];
    for (int i = 0; i < levels.length; i++) {
      sums[i % scales.length] += levels[i];
    }
    for (int column = 0; column < scales.length; column++) {
      sums[column] *= scales[column];
    }
    return sums;
  }

  private static float[] rows(float[] values, int rows, int width, byte[] levels) {
    float[] scales = new float[rows];
    for (int row = 0; row < rows; row++) {
      float largest = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      scales[row] = Math.max(largest / ROW_LEVELS, LEAST_SCALE);
      for (int i = row * width; i < (row + 1) * width; i++) {
        levels[i] = (byte) Math.round(values[i] / scales[row]);
      }
    }
    return scales;
  }

  private static float[] values(TensorProto tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private static TensorProto bytes(String name, byte[] values, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT8.getNumber())
            .setRawData(ByteString.copyFrom(values));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }

  private static TensorProto vector(String name, float[] values) {
    return floats(name, values).addDims(values.length).build();
  }

  private static TensorProto scalar(String name, float value) {
    return floats(name, value).build();
  }

  private static TensorProto.Builder floats(String name, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .setRawData(ByteString.copyFrom(bytes));
  }
}
