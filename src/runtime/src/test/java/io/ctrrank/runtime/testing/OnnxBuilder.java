package io.ctrrank.runtime.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** Puts a small ONNX graph together, operator by operator. Dimensions below 0 vary. */
final class OnnxBuilder {
  private static final int OPSET = 17;
  private static final int IR_VERSION = 8;
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private int names;

  String floatInput(String name, long... shape) {
    graph.addInput(value(name, FLOAT, shape));
    return name;
  }

  String int64Input(String name, long... shape) {
    graph.addInput(value(name, INT64, shape));
    return name;
  }

  void floatOutput(String name, String value, long... shape) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name));
    graph.addOutput(value(name, FLOAT, shape));
  }

  /** A float constant. */
  String floats(float[] values, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name()).setDataType(FLOAT);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  String scalar(float value) {
    return floats(new float[] {value});
  }

  /** A one-dimensional int64 constant. */
  String int64s(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name()).setDataType(INT64).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** An operator without attributes; its output. */
  String op(String operator, String... inputs) {
    return op(operator, List.of(), inputs);
  }

  String op(String operator, List<AttributeProto> attributes, String... inputs) {
    String output = name();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(operator + "_" + output)
            .addAllInput(List.of(inputs))
            .addOutput(output)
            .addAllAttribute(attributes));
    return output;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto axes(long axis) {
    return AttributeProto.newBuilder()
        .setName("axes")
        .setType(AttributeProto.AttributeType.INTS)
        .addInts(axis)
        .build();
  }

  /** Sum over one axis, which disappears. */
  String sum(String value, long axis) {
    return op("ReduceSum", List.of(attribute("keepdims", 0)), value, int64s(axis));
  }

  /** Maximum over one axis, which disappears. */
  String max(String value, long axis) {
    return op("ReduceMax", List.of(axes(axis), attribute("keepdims", 0)), value);
  }

  /** Rows scaled to length 1; the denominator is at least 1e-8. */
  String normalize(String rows) {
    String length = op("ReduceL2", List.of(axes(-1), attribute("keepdims", 1)), rows);
    return op("Div", rows, op("Max", length, scalar(1e-8f)));
  }

  String castToFloat(String value) {
    return op("Cast", List.of(attribute("to", FLOAT)), value);
  }

  /** Rounds to half precision. */
  String roundToHalf(String value) {
    int half = TensorProto.DataType.FLOAT16_VALUE;
    return castToFloat(op("Cast", List.of(attribute("to", half)), value));
  }

  byte[] build() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("ctr-rank-tests")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private String name() {
    return "t" + names++;
  }

  private static ValueInfoProto value(String name, int type, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.length; i++) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          shape[i] < 0 ? dimension.setDimParam(name + "_" + i) : dimension.setDimValue(shape[i]));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }
}
