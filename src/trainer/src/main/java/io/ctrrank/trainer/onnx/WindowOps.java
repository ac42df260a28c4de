package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Network operations as nodes of a graph that serves one user: the user axis, first of all axes in
 * a network, has size 1 there and does not exist in the graph, where taking it along would cost a
 * node at every other operation. Parameters never have it, and an axis 0 that is put in or taken
 * away is that one.
 */
public final class WindowOps extends OnnxOps {
  private final WindowLayers window;
  private final WindowKernels windowKernels;
  private final Map<Value, Value> transposed = new HashMap<>();

  /**
   * @param graph where nodes are appended
   * @param values the trained values of a parameter, row-major
   */
  public WindowOps(GraphBuilder graph, Function<Parameter, float[]> values) {
    this(new OnnxOps(graph, values), graph, values);
  }

  private WindowOps(OnnxOps ops, GraphBuilder graph, Function<Parameter, float[]> values) {
    super(ops);
    TrainedConstants constants = new TrainedConstants(graph);
    this.window = new WindowLayers(ops, graph, values, constants);
    this.windowKernels = new WindowKernels(ops, graph, values, constants);
  }

  /** The axis without the user's in front of it. */
  private static int own(int axis) {
    if (axis == 0) {
      throw new IllegalArgumentException(
          "axis is [0], the user's, which a graph of one user does not have; expected another one");
    }
    return axis < 0 ? axis : axis - 1;
  }

  /** Values that are transposed have two axes besides the user's. */
  @Override
  public Value transpose(Value x) {
    return transposed.computeIfAbsent(x, y -> super.permute(y, 1, 0));
  }

  @Override
  public Value permute(Value x, int... axes) {
    if (axes[0] != 0) {
      throw new IllegalArgumentException(
          "axes are " + Arrays.toString(axes) + "; expected the user's, 0, to stay the first");
    }
    return super.permute(x, Arrays.stream(axes).skip(1).map(axis -> axis - 1).toArray());
  }

  @Override
  public Value concat(int axis, List<Value> parts) {
    return super.concat(own(axis), parts);
  }

  @Override
  public Value unsqueeze(Value x, int axis) {
    return axis == 0 ? x : super.unsqueeze(x, own(axis));
  }

  @Override
  public Value squeeze(Value x, int axis) {
    return axis == 0 ? x : super.squeeze(x, own(axis));
  }

  @Override
  public Value reshape(Value x, long... sizes) {
    if (sizes[0] != 0 && sizes[0] != 1) {
      throw new IllegalArgumentException(
          "sizes are " + Arrays.toString(sizes) + "; expected [0] or [1] users first");
    }
    return super.reshape(x, Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  @Override
  public Value sum(Value x, int axis, boolean keep) {
    return super.sum(x, own(axis), keep);
  }

  /** The window is the last axis of the product: that of targets and history is its transpose. */
  @Override
  public Value scaledProducts(Value targets, Value rows, Value factors) {
    Value byRow = window.products(multiply(rows, factors), targets);
    Value products = super.permute(byRow, 1, 0);
    transposed.put(products, byRow);
    return products;
  }

  @Override
  public Value interest(Value targets, Value history, Value context, PairLayer layer, Value valid) {
    return window.interest(targets, history, context, layer, valid);
  }

  @Override
  public Value attend(
      Value targets, Value history, Value contexts, List<AttentionHead> heads, Value valid) {
    return window.attend(targets, history, contexts, heads, valid);
  }

  @Override
  public Value sumOfTop(Value cosines, int k, Value valid, Value rows, int width) {
    return window.sumOfTop(transpose(cosines), k, valid, rows, width);
  }

  @Override
  public Similar<Value> similar(Value cosines, Kernels kernels, Value valid, Value types) {
    return windowKernels.fits(kernels)
        ? windowKernels.similar(transpose(cosines), kernels, types)
        : super.similar(cosines, kernels, valid, types);
  }

  /** Flags times the row, added to zeros. */
  @Override
  public Value replaced(Value x, Value flag, Parameter instead) {
    return window.sum(x, flag, instead);
  }

  @Override
  public Value meanOfRows(Parameter table, Value rows, long padding, int most) {
    return most == 0
        ? super.meanOfRows(table, rows, padding, most)
        : window.meanOfRows(table, rows, padding, most);
  }

  @Override
  public Value mlp(Value x, Mlp<Value> layers) {
    return window.mlp(x, layers);
  }
}
