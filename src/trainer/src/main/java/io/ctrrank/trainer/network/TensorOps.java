package io.ctrrank.trainer.network;

import java.util.List;

/**
 * Operations on tensors, one by one. Semantics are those of ONNX and PyTorch alike: elementwise
 * operations broadcast, a negative axis counts from the end.
 *
 * @param <V> a value: float32 unless said otherwise
 */
public interface TensorOps<V> {
  /** The current values of a parameter. */
  V parameter(Parameter parameter);

  /** A number as a value of shape {@code [1]}. */
  V constant(double value);

  V add(V a, V b);

  V subtract(V a, V b);

  V multiply(V a, V b);

  V divide(V a, V b);

  /** The larger of each element and {@code least}. */
  V atLeast(V x, double least);

  V sqrt(V x);

  V exp(V x);

  V log(V x);

  V sigmoid(V x);

  V relu(V x);

  /** Exact GELU: {@code x/2 (1 + erf(x / sqrt 2))}. */
  V gelu(V x);

  /** Softmax over the last axis. */
  V softmax(V x);

  /** Matrix product over the last two axes; leading axes broadcast. */
  V matmul(V a, V b);

  /** Swaps the last two axes. */
  V transpose(V x);

  /** Puts the axes in another order: axis i of the result is axis {@code axes[i]} of {@code x}. */
  V permute(V x, int... axes);

  /**
   * {@code x weight + bias} over the last axis.
   *
   * @param x {@code [..., in]}
   * @param weight {@code [in, out]}
   * @param bias {@code [out]}
   */
  V linear(V x, V weight, V bias);

  V concat(int axis, List<V> parts);

  /** Columns {@code from} to before {@code to} of the last axis. */
  V columns(V x, int from, int to);

  V unsqueeze(V x, int axis);

  V squeeze(V x, int axis);

  /** Reshapes; one size may be -1, and 0 keeps the size of that axis. */
  V reshape(V x, long... sizes);

  /** Sum over one axis, which is kept with size 1 when {@code keep}. */
  V sum(V x, int axis, boolean keep);

  /**
   * Rows of a table.
   *
   * @param table {@code [R, ...]}
   * @param rows int64, any shape
   * @return {@code [rows' shape, ...]}
   */
  V gather(V table, V rows);

  /** The first rows of {@code table}, as many as the last axis of {@code like} is long. */
  V firstRows(V table, V like);

  /** 1 where an int64 value differs from {@code number}, else 0. */
  V differs(V integers, long number);

  /** {@code a} where {@code condition} is 1, {@code b} where it is 0; nothing in between. */
  V select(V condition, V a, V b);

  /**
   * Marks the {@code k} largest scores along the last axis by 1, all others by 0; of equal scores
   * the first ones count. The axis must be at least k long. No gradient flows through.
   */
  V topMask(V scores, int k);

  /** Normalises the last axis to mean 0 and variance 1. */
  V normalizeLast(V x, double epsilon);

  /**
   * Standardises the last axis by running statistics (batch normalisation without scale and shift).
   * In training the statistics of the batch are used and the running ones follow.
   *
   * @param x {@code [..., C]}
   * @param statistics running mean and variance, {@code [2, C]}, a parameter that is not trained
   */
  V standardize(V x, Parameter statistics);

  /** In training sets a random share of the elements to 0 and scales up the rest. */
  V dropout(V x, double rate);

  /** Rounds to half precision in evaluation and export; passes in training. */
  V roundToHalf(V x);
}
