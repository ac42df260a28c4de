package io.ctrrank.trainer.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds one ONNX model of standard operators, opset {@value #OPSET}, values held inside. Nodes are
 * appended in execution order. Not thread-safe.
 */
public final class GraphBuilder {
  /** Version of the operator set. */
  public static final int OPSET = 17;

  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final Map<String, Value> constants = new HashMap<>();
  private final List<StreamedTensor> streamed = new ArrayList<>();

  /** Element types of inputs and outputs. */
  public enum Element {
    BOOL(TensorProto.DataType.BOOL, Byte.BYTES),
    FLOAT(TensorProto.DataType.FLOAT, Float.BYTES),
    FLOAT16(TensorProto.DataType.FLOAT16, Short.BYTES),
    INT64(TensorProto.DataType.INT64, Long.BYTES);

    final TensorProto.DataType type;
    final int bytes;

    Element(TensorProto.DataType type, int bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    /** ONNX's number of the type, as attributes name it. */
    public long number() {
      return type.getNumber();
    }
  }

  /** A named value of the graph. */
  public record Value(String name) {
    public Value {
      requireNonNull(name, "name is null");
    }
  }

  /** A size of an input's shape: fixed, or named where it differs from run to run. */
  public record Size(long fixed, String name) {
    /** A size that every run has. */
    public static Size of(long fixed) {
      return new Size(fixed, "");
    }

    /** A size that is known only at run time. */
    public static Size named(String name) {
      return new Size(-1, name);
    }
  }

  /**
   * @param name the graph's name, for tools
   */
  public GraphBuilder(String name) {
    graph.setName(name);
  }

  /** Declares an input of the graph. */
  public Value input(String name, Element element, Size... shape) {
    graph.addInput(info(claim(name), element, shape));
    return new Value(name);
  }

  /**
   * Makes {@code value} an output of the graph.
   *
   * @param name the output's name
   * @param shape its sizes; none leaves the shape to be inferred
   */
  public void output(String name, Value value, Element element, Size... shape) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName(name)
            .addInput(value.name())
            .addOutput(claim(name)));
    graph.addOutput(info(name, element, shape));
  }

  /** A float initializer, row-major; an empty shape makes a scalar. */
  public Value floats(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return initializer(name, TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** A one-dimensional int64 initializer; equal ones are stored once. */
  public Value longs(long... values) {
    return constants.computeIfAbsent(
        java.util.Arrays.toString(values),
        key -> {
          ByteBuffer bytes =
              ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          bytes.asLongBuffer().put(values);
          return initializer(
              fresh("longs"), TensorProto.DataType.INT64, bytes, new long[] {values.length});
        });
  }

  /** An initializer whose values are written with the file: see {@link #streamedModel}. */
  public Value streamed(StreamedTensor tensor) {
    claim(tensor.name());
    streamed.add(tensor);
    return new Value(tensor.name());
  }

  /** Appends a node with one output. */
  public Value node(String operator, List<Value> inputs, AttributeProto... attributes) {
    return nodes(operator, 1, inputs, attributes).get(0);
  }

  /** Appends a node with several outputs. */
  public List<Value> nodes(
      String operator, int outputs, List<Value> inputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator);
    inputs.forEach(input -> node.addInput(input.name()));
    List<Value> values = new ArrayList<>(outputs);
    for (int i = 0; i < outputs; i++) {
      Value value = new Value(fresh(operator));
      node.addOutput(value.name());
      values.add(value);
    }
    node.setName(values.get(0).name());
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
    return values;
  }

  /** An integer attribute. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** A float attribute. */
  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** A float tensor of one element as attribute. */
  public static AttributeProto tensorAttribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(
            TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addFloatData(value))
        .build();
  }

  /** A list of integers as attribute. */
  public static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /**
   * The model in ONNX's file format.
   *
   * @throws IllegalStateException if values are written with a file
   */
  public byte[] build() {
    if (!streamed.isEmpty()) {
      throw new IllegalStateException(
          "graph ["
              + graph.getName()
              + "] has ["
              + streamed.size()
              + "] tensors whose values are written with a file; expected none");
    }
    return head().setGraph(reached()).build().toByteArray();
  }

  /** The graph without nodes and initializers that no output needs. */
  private GraphProto.Builder reached() {
    Set<String> needed = new HashSet<>();
    graph.getOutputList().forEach(output -> needed.add(output.getName()));
    Deque<NodeProto> nodes = new ArrayDeque<>();
    for (NodeProto node : graph.getNodeList().reversed()) {
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(node.getInputList());
        nodes.addFirst(node);
      }
    }
    GraphProto.Builder reached = graph.clone().clearNode().clearInitializer().addAllNode(nodes);
    graph.getInitializerList().stream()
        .filter(initializer -> needed.contains(initializer.getName()))
        .forEach(reached::addInitializer);
    return reached;
  }

  /** The model with the values that are written with its file. */
  public StreamedModel streamedModel() {
    return new StreamedModel(head().build(), graph.build(), streamed);
  }

  private static ModelProto.Builder head() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("ctr-rank")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
  }

  private Value initializer(
      String name, TensorProto.DataType type, ByteBuffer bytes, long[] shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(claim(name))
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.rewind()));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return new Value(name);
  }

  private static ValueInfoProto info(String name, Element element, Size... shape) {
    TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder();
    type.setElemType(element.type.getNumber());
    for (Size size : shape) {
      TensorShapeProto.Dimension.Builder dimension = type.getShapeBuilder().addDimBuilder();
      if (size.fixed() < 0) {
        dimension.setDimParam(size.name());
      } else {
        dimension.setDimValue(size.fixed());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private String fresh(String stem) {
    String name;
    do {
      name = stem + "_" + counters.merge(stem, 1, Integer::sum);
    } while (names.contains(name));
    return name.startsWith("longs") ? name : claim(name);
  }

  private String claim(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "graph value [" + name + "] is named twice; each needs a name of its own");
    }
    return name;
  }
}
