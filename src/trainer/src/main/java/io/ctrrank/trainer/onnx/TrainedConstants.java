package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Constants of a graph that are made of trained values at export. */
final class TrainedConstants {
  private final GraphBuilder graph;
  private final Map<String, Constant> constants = new HashMap<>();

  TrainedConstants(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * A constant, in the graph once; a layer may be applied more than once, each way by itself, so
   * other numbers under the same name get a name of their own.
   *
   * @param numbers row-major
   */
  Value of(String name, float[] numbers, long... shape) {
    String own = name;
    for (int i = 2; constants.containsKey(own) && !constants.get(own).is(numbers); i++) {
      own = name + "." + i;
    }
    return constants
        .computeIfAbsent(own, made -> new Constant(graph.floats(made, numbers, shape), numbers))
        .value();
  }

  private static final class Constant {
    private final Value value;
    private final float[] numbers;

    Constant(Value value, float[] numbers) {
      this.value = value;
      this.numbers = numbers;
    }

    Value value() {
      return value;
    }

    boolean is(float[] others) {
      return Arrays.equals(numbers, others);
    }
  }
}
