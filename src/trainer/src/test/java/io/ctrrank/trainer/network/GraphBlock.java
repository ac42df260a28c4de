package io.ctrrank.trainer.network;

import ai.onnxruntime.OrtException;
import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.onnx.OnnxOps;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs one block of a network with the values its parameters start from. */
final class GraphBlock {
  /** The block over its inputs. */
  interface Block {
    Value apply(Ops<Value> ops, List<Value> inputs);
  }

  private GraphBlock() {}

  /** The block's result, flat; {@code shape} is checked against the number of values. */
  static float[] run(Block block, long[] shape, OnnxRun.Input... inputs) throws OrtException {
    GraphBuilder graph = new GraphBuilder("block");
    List<Value> values = new ArrayList<>();
    Map<String, OnnxRun.Input> named = new HashMap<>();
    for (OnnxRun.Input input : inputs) {
      String name = "input" + values.size();
      Element element = input.values() instanceof long[] ? Element.INT64 : Element.FLOAT;
      values.add(graph.input(name, element, sizes(input.shape())));
      named.put(name, input);
    }
    OnnxOps ops = new OnnxOps(graph, Parameter::initial);
    graph.output("result", block.apply(ops, values), Element.FLOAT, sizes(shape));
    try (OnnxRun run = new OnnxRun(graph.build())) {
      float[] result = run.run(named);
      if (result.length != Arrays.stream(shape).reduce(1, Math::multiplyExact)) {
        throw new AssertionError(
            "result has [" + result.length + "] values; expected " + Arrays.toString(shape));
      }
      return result;
    }
  }

  private static Size[] sizes(long... shape) {
    return Arrays.stream(shape)
        .mapToObj(size -> Size.of(Math.toIntExact(size)))
        .toArray(Size[]::new);
  }
}
