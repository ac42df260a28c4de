package io.ctrrank.trainer.torch;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The current values of a network's parameters as native tensors. The owner closes it. Not
 * thread-safe.
 */
final class Weights implements Function<Parameter, Tensor>, AutoCloseable {
  static {
    Libtorch.load();
  }

  private final List<Parameter> parameters;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** How much of their start is in running statistics, {@code [1]} each: 0 in those given. */
  private final Map<String, Tensor> starts = new LinkedHashMap<>();

  /** Tensors with the parameters' initial values. */
  Weights(List<Parameter> parameters) {
    this(parameters, parameter -> parameter.initial());
  }

  private Weights(List<Parameter> parameters, Function<Parameter, float[]> values) {
    this.parameters = List.copyOf(parameters);
    for (Parameter parameter : parameters) {
      Tensor tensor = Tensor.create(values.apply(parameter), parameter.shape());
      tensor.set_requires_grad(parameter.role().trained());
      tensors.put(parameter.name(), tensor);
      if (parameter.role() == Parameter.Role.STATISTIC) {
        starts.put(parameter.name(), Tensor.create(new float[] {0}, 1));
      }
    }
  }

  /** A copy with memory of its own. */
  Weights copy() {
    Weights copy = new Weights(parameters, this::values);
    copy.copyStarts(this);
    return copy;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Tensor apply(Parameter parameter) {
    Tensor tensor = tensors.get(parameter.name());
    if (tensor == null) {
      throw new IllegalArgumentException(
          "parameter [" + parameter.name() + "] is not one of this network's");
    }
    return tensor;
  }

  /** How much of its start is in a running statistic, {@code [1]}; 1 before the first step. */
  Tensor start(Parameter statistic) {
    return requireNonNull(
        starts.get(statistic.name()), () -> "parameter [" + statistic + "] is no statistic");
  }

  /** Running statistics are at their start, and from now on follow the data. */
  void followFromStart() {
    try (NoGradGuard guard = new NoGradGuard()) {
      starts.values().forEach(start -> start.fill_(new Scalar(1.0f)));
    }
  }

  /**
   * Ends the following: columns that had one value in training are dead from now on ({@link
   * ConstantColumns}), for whatever reads the statistics.
   */
  void settleStatistics() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Parameter parameter : parameters) {
        if (parameter.role() == Parameter.Role.STATISTIC) {
          Tensor running = apply(parameter);
          running.select(0, 1).copy_(ConstantColumns.variances(running, start(parameter)));
          start(parameter).fill_(new Scalar(0.0f));
        }
      }
    }
  }

  private void copyStarts(Weights other) {
    try (NoGradGuard guard = new NoGradGuard()) {
      starts.forEach((name, start) -> start.copy_(requireNonNull(other.starts.get(name))));
    }
  }

  /** The values of a parameter, row-major. */
  float[] values(Parameter parameter) {
    float[] values = new float[parameter.size()];
    try (FloatPointer data = apply(parameter).data_ptr_float()) {
      data.get(values);
    }
    return values;
  }

  /** Replaces the values of a parameter. */
  void set(Parameter parameter, float[] values) {
    try (NoGradGuard guard = new NoGradGuard();
        Tensor source = Tensor.create(values, parameter.shape())) {
      apply(parameter).copy_(source);
    }
  }

  /** Puts all values back to those before training. */
  void reset() {
    parameters.forEach(parameter -> set(parameter, parameter.initial()));
    followFromStart();
  }

  /** All values that training changes. */
  void transfer(StateStream stream) throws IOException {
    for (Parameter parameter : parameters) {
      if (parameter.role() != Parameter.Role.CONSTANT) {
        stream.values(apply(parameter));
      }
    }
    for (Tensor start : starts.values()) {
      stream.values(start);
    }
  }

  /** Rounds low-rank additions to half precision, as files hold them. */
  void roundLowRank() {
    for (Parameter parameter : parameters) {
      if (parameter.role() == Parameter.Role.LOW_RANK) {
        set(parameter, Fp16.decode(Fp16.encode(values(parameter))));
      }
    }
  }

  /** Takes over all values of {@code other}, a copy of the same network. */
  void copyFrom(Weights other) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (Parameter parameter : parameters) {
        apply(parameter).copy_(other.apply(parameter));
      }
    }
    copyStarts(other);
  }

  /** Number of trained values. */
  long trainedValues() {
    return parameters.stream().filter(p -> p.role().trained()).mapToLong(Parameter::size).sum();
  }

  @Override
  public void close() {
    new ArrayList<>(tensors.values()).forEach(Tensor::close);
    tensors.clear();
    starts.values().forEach(Tensor::close);
    starts.clear();
  }
}
