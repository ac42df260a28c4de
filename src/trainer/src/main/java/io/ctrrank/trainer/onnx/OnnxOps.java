package io.ctrrank.trainer.onnx;

import static io.ctrrank.trainer.onnx.GraphBuilder.attribute;
import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Network operations as nodes of an ONNX graph, in evaluation form: no dropout, fixed statistics.
 */
public class OnnxOps implements Ops<Value> {
  private final GraphBuilder graph;
  private final Function<Parameter, float[]> values;
  private final Map<String, Value> parameters;
  private final Map<Double, Value> constants;
  private final Map<Double, Value> scalars;
  private final Map<Value, Unsqueezed> unsqueezed;

  /** What an axis of size 1 was put into. */
  private record Unsqueezed(Value value, int axis) {}

  /**
   * @param graph where nodes are appended
   * @param values the trained values of a parameter, row-major
   */
  public OnnxOps(GraphBuilder graph, Function<Parameter, float[]> values) {
    this.graph = requireNonNull(graph, "graph is null");
    this.values = requireNonNull(values, "values is null");
    this.parameters = new HashMap<>();
    this.constants = new HashMap<>();
    this.scalars = new HashMap<>();
    this.unsqueezed = new HashMap<>();
  }

  /** Others of the same graph, which share its constants. */
  OnnxOps(OnnxOps other) {
    this.graph = other.graph;
    this.values = other.values;
    this.parameters = other.parameters;
    this.constants = other.constants;
    this.scalars = other.scalars;
    this.unsqueezed = other.unsqueezed;
  }

  @Override
  public Value parameter(Parameter parameter) {
    return parameters.computeIfAbsent(
        parameter.name(), name -> graph.floats(name, values.apply(parameter), parameter.shape()));
  }

  @Override
  public Value constant(double value) {
    return constants.computeIfAbsent(
        value, v -> graph.floats("constant_" + constants.size(), new float[] {v.floatValue()}, 1));
  }

  private Value scalar(double value) {
    return scalars.computeIfAbsent(
        value, v -> graph.floats("scalar_" + scalars.size(), new float[] {v.floatValue()}));
  }

  @Override
  public Value add(Value a, Value b) {
    return node("Add", a, b);
  }

  @Override
  public Value subtract(Value a, Value b) {
    return node("Sub", a, b);
  }

  @Override
  public Value multiply(Value a, Value b) {
    return node("Mul", a, b);
  }

  @Override
  public Value divide(Value a, Value b) {
    return node("Div", a, b);
  }

  @Override
  public Value atLeast(Value x, double least) {
    return node("Clip", x, scalar(least));
  }

  @Override
  public Value sqrt(Value x) {
    return node("Sqrt", x);
  }

  @Override
  public Value exp(Value x) {
    return node("Exp", x);
  }

  @Override
  public Value log(Value x) {
    return node("Log", x);
  }

  @Override
  public Value sigmoid(Value x) {
    return node("Sigmoid", x);
  }

  @Override
  public Value relu(Value x) {
    return node("Relu", x);
  }

  @Override
  public Value gelu(Value x) {
    Value erf = node("Erf", divide(x, constant(Math.sqrt(2))));
    return multiply(multiply(x, add(erf, constant(1))), constant(0.5));
  }

  @Override
  public Value softmax(Value x) {
    return node("Softmax", List.of(x), attribute("axis", -1));
  }

  @Override
  public Value matmul(Value a, Value b) {
    return node("MatMul", a, b);
  }

  @Override
  public Value gumbelSoftmax(Value x, double temperature) {
    return softmax(x);
  }

  /** Values that are transposed have three axes here, as the user axis stays in front. */
  @Override
  public Value transpose(Value x) {
    return node("Transpose", List.of(x), attribute("perm", List.of(0L, 2L, 1L)));
  }

  @Override
  public Value permute(Value x, int... axes) {
    return node(
        "Transpose",
        List.of(x),
        attribute("perm", Arrays.stream(axes).mapToObj(axis -> (long) axis).toList()));
  }

  @Override
  public Value linear(Value x, Value weight, Value bias) {
    return add(matmul(x, weight), bias);
  }

  @Override
  public Value softmax(Value x, Value valid) {
    Value excluded = multiply(subtract(constant(1), valid), constant(EXCLUDED));
    return softmax(add(x, excluded));
  }

  @Override
  public Value intervals(Value x, double... boundaries) {
    throw notExported("intervals");
  }

  @Override
  public Value crossEntropy(Value logits, Value targets) {
    throw notExported("losses");
  }

  @Override
  public Value classEntropy(Value logits, Value classes, Value weights) {
    throw notExported("losses");
  }

  @Override
  public Value contrast(Value scores, Value ids, Value weights) {
    throw notExported("losses");
  }

  @Override
  public Value frozen(Function<Ops<Value>, Value> computation) {
    return computation.apply(this);
  }

  @Override
  public Value convolve(Value images, Value kernel, Value bias) {
    throw notExported("convolutions");
  }

  @Override
  public Value maxPool(Value images, int height, int width) {
    throw notExported("max pooling");
  }

  private static UnsupportedOperationException notExported(String what) {
    return new UnsupportedOperationException(
        "the network has ["
            + what
            + "], which is not exported; expected a network of a family that can be served");
  }

  @Override
  public Value concat(int axis, List<Value> parts) {
    return parts.size() == 1 ? parts.get(0) : node("Concat", parts, attribute("axis", axis));
  }

  @Override
  public Value columns(Value x, int from, int to) {
    return node("Slice", x, graph.longs(from), graph.longs(to), graph.longs(-1));
  }

  @Override
  public Value unsqueeze(Value x, int axis) {
    Value result = node("Unsqueeze", x, graph.longs(axis));
    unsqueezed.put(result, new Unsqueezed(x, axis));
    return result;
  }

  /** Takes an axis away that was just put in without a node: each costs as much as a small sum. */
  @Override
  public Value squeeze(Value x, int axis) {
    Unsqueezed source = unsqueezed.get(x);
    return source != null && source.axis() == axis
        ? source.value()
        : node("Squeeze", x, graph.longs(axis));
  }

  @Override
  public Value reshape(Value x, long... sizes) {
    return node("Reshape", x, graph.longs(sizes));
  }

  @Override
  public Value sum(Value x, int axis, boolean keep) {
    return node("ReduceSum", List.of(x, graph.longs(axis)), attribute("keepdims", keep ? 1 : 0));
  }

  @Override
  public Value gather(Value table, Value rows) {
    return node("Gather", table, rows);
  }

  @Override
  public Value firstRows(Value table, Value like) {
    Value length = node("Slice", node("Shape", like), graph.longs(-1), graph.longs(Long.MAX_VALUE));
    return node("Slice", table, graph.longs(0), length, graph.longs(0));
  }

  @Override
  public Value differs(Value integers, long number) {
    Value equal = node("Equal", integers, graph.longs(number));
    return cast(node("Not", equal), TensorProto.DataType.FLOAT);
  }

  @Override
  public Value select(Value condition, Value a, Value b) {
    return node("Where", cast(condition, TensorProto.DataType.BOOL), a, b);
  }

  @Override
  public Value topMask(Value scores, int k) {
    Value top = top(scores, k, -1);
    return node(
        "ScatterElements", List.of(filled(scores, 0), top, filled(top, 1)), attribute("axis", -1));
  }

  /** Where the largest scores along an axis are, in any order. */
  final Value top(Value scores, int k, int axis) {
    return graph
        .nodes(
            "TopK",
            2,
            List.of(scores, graph.longs(k)),
            attribute("axis", axis),
            attribute("sorted", 0))
        .get(1);
  }

  /** One number wherever {@code like} has an element. */
  private Value filled(Value like, float number) {
    return node(
        "ConstantOfShape",
        List.of(node("Shape", like)),
        GraphBuilder.tensorAttribute("value", number));
  }

  @Override
  public Value normalizeLast(Value x, double epsilon) {
    Value mean = node("ReduceMean", List.of(x), attribute("axes", List.of(-1L)));
    Value centered = subtract(x, mean);
    Value variance =
        node("ReduceMean", List.of(multiply(centered, centered)), attribute("axes", List.of(-1L)));
    return divide(centered, sqrt(add(variance, constant(epsilon))));
  }

  @Override
  public Value standardize(Value x, Parameter statistics) {
    Standardizer standardizer = Standardizer.of(values.apply(statistics));
    Value scale = row(statistics.name() + ".scale", standardizer.scale());
    Value shift = row(statistics.name() + ".shift", standardizer.shift());
    return add(multiply(x, scale), shift);
  }

  private Value row(String name, float[] numbers) {
    return parameters.computeIfAbsent(name, n -> graph.floats(n, numbers, numbers.length));
  }

  @Override
  public Value dropout(Value x, double rate) {
    return x;
  }

  @Override
  public Value roundToHalf(Value x) {
    return cast(cast(x, TensorProto.DataType.FLOAT16), TensorProto.DataType.FLOAT);
  }

  private Value cast(Value x, TensorProto.DataType type) {
    return node("Cast", List.of(x), attribute("to", type.getNumber()));
  }

  private Value node(String operator, Value... inputs) {
    return graph.node(operator, Arrays.asList(inputs));
  }

  private Value node(String operator, List<Value> inputs, AttributeProto... attributes) {
    return graph.node(operator, inputs, attributes);
  }
}
