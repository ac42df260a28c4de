package io.ctrrank.trainer.network;

import java.util.List;
import java.util.function.Function;

/**
 * The operations that networks are written in. One implementation computes (training, evaluation),
 * another writes graph nodes (export). Semantics are those of ONNX and PyTorch alike: elementwise
 * operations broadcast, a negative axis counts from the end.
 *
 * @param <V> a value: float32 unless said otherwise
 */
public interface Ops<V> {
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

  /**
   * In training a random choice along the last axis that gradients pass through (Gumbel-softmax,
   * arXiv 1611.01144): the softmax of {@code (x + g) / temperature} with Gumbel noise g, close to
   * one-hot. In evaluation and export the probabilities of the choice, the softmax of x.
   */
  V gumbelSoftmax(V x, double temperature);

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

  /**
   * A layer over pairs of a target and a history row with the activation Dice: {@code x = t A + h B
   * + (t * h) C + bias}, then {@code (alpha + (1 - alpha) sigmoid(standardised x)) x}. One
   * operation, because there are many pairs: the concatenated pair is never built, and no
   * implementation need pass over the result more often than it must.
   *
   * @param targets {@code [U, N, d]}
   * @param history {@code [U, L, d]}
   * @param layer the layer's weights
   * @param valid which history rows count in the statistics, 1 or 0, {@code [U, L]}
   * @return {@code [U, N, L, H]}
   */
  V pairs(V targets, V history, PairLayer<V> layer, V valid);

  /**
   * Weights of a layer over pairs.
   *
   * @param target A, {@code [d, H]}
   * @param history what does not depend on the target, h B + bias, {@code [U, L, H]}
   * @param product C, {@code [d, H]}
   * @param statistics running mean and variance of x, {@code [2, H]}, not trained
   * @param alpha slope where the gate is closed, {@code [H]}
   * @param <V> as in {@link Ops}
   */
  record PairLayer<V>(
      Parameter target, V history, Parameter product, Parameter statistics, Parameter alpha) {}

  /**
   * Convolution over the two axes before the last, stride 1, zeros around, so that both keep their
   * size. For networks that are trained and evaluated only: it has no exported form.
   *
   * @param images {@code [..., H, W, in]}
   * @param kernel {@code [h, w, in, out]}, h and w odd
   * @param bias {@code [out]}
   * @return {@code [..., H, W, out]}
   */
  V convolve(V images, V kernel, V bias);

  /**
   * The maximum of each {@code height x width} rectangle of the two axes before the last; what does
   * not fill a rectangle is left out. As {@link #convolve}, it has no exported form.
   *
   * @param images {@code [..., H, W, C]}
   * @return {@code [..., H / height, W / width, C]}
   */
  V maxPool(V images, int height, int width);

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

  /**
   * Numbers of the intervals that elements lie in: how many boundaries an element is above. For
   * networks that are trained and evaluated only: it has no exported form.
   *
   * @param boundaries in ascending order
   * @return int64, the shape of {@code x}
   */
  V intervals(V x, double... boundaries);

  /**
   * Mean binary cross-entropy of logits against targets between 0 and 1. For training only.
   *
   * @param logits any shape
   * @param targets as many values in the same order
   */
  V crossEntropy(V logits, V targets);

  /**
   * Mean cross-entropy of a choice among C classes. For training only.
   *
   * @param logits {@code [..., C]}
   * @param classes int64, what was chosen, {@code [...]}
   * @param weights how much each choice counts, {@code [...]}
   */
  V classEntropy(V logits, V classes, V weights);

  /**
   * Mean InfoNCE of a batch (arXiv 1807.03748): cross-entropy of each row's own column among all
   * columns. For training only.
   *
   * @param scores of row i with column j, {@code [B, B]}
   * @param ids int64, B in all; a column of the same id as the row is no negative
   * @param weights 1 for what counts, 0 for what is neither a row nor a negative; B in all
   */
  V contrast(V scores, V ids, V weights);

  /**
   * What a computation gives as it is served: nothing random, statistics as they stand, no gradient
   * through it. For what a frozen part of a network tells another one in training.
   */
  V frozen(Function<Ops<V>, V> computation);

  /** Rounds to half precision in evaluation and export; passes in training. */
  V roundToHalf(V x);
}
