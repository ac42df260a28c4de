package io.ctrrank.trainer.torch;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.network.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.NoGradGuard;
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
    }
  }

  /** A copy with memory of its own. */
  Weights copy() {
    return new Weights(parameters, this::values);
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
  }

  /** All values that training changes. */
  void transfer(StateStream stream) throws IOException {
    for (Parameter parameter : parameters) {
      if (parameter.role() != Parameter.Role.CONSTANT) {
        stream.values(apply(parameter));
      }
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
  }

  /** Number of trained values. */
  long trainedValues() {
    return parameters.stream().filter(p -> p.role().trained()).mapToLong(Parameter::size).sum();
  }

  @Override
  public void close() {
    new ArrayList<>(tensors.values()).forEach(Tensor::close);
    tensors.clear();
  }
}
