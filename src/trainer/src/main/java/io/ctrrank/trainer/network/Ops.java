package io.ctrrank.trainer.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The operations that networks are written in. One implementation computes (training, evaluation),
 * others write graph nodes (export). Those that have a form here are single operations because some
 * implementation has a better one.
 *
 * @param <V> as in {@link TensorOps}
 */
public interface Ops<V> extends TensorOps<V> {
  /** The score of what a softmax leaves out. */
  double EXCLUDED = -1e4;

  /** Added to a cosine, gives less than any cosine. */
  double BELOW_EVERY_COSINE = -4;

  /**
   * In training a random choice along the last axis that gradients pass through (Gumbel-softmax,
   * arXiv 1611.01144): the softmax of {@code (x + g) / temperature} with Gumbel noise g, close to
   * one-hot. In evaluation and export the probabilities of the choice, the softmax of x.
   */
  V gumbelSoftmax(V x, double temperature);

  /**
   * Products of targets and history rows, times a factor of each row. For few targets the products
   * are scaled, so that the rows are read once; for many, scaling the rows costs less.
   *
   * @param targets {@code [U, N, d]}
   * @param rows {@code [U, L, d]}
   * @param factors {@code [U, L, 1]}
   * @return {@code [U, N, L]}
   */
  default V scaledProducts(V targets, V rows, V factors) {
    return multiply(matmul(targets, transpose(rows)), transpose(factors));
  }

  /**
   * A small network over pairs of a target and a history row, with the activation Dice: {@code x =
   * t A + [h, c] B + (t * h) C + bias}, then {@code w (alpha + (1 - alpha) sigmoid(standardised x))
   * x + b}. One operation, because there are many pairs: the concatenated pair is never built.
   *
   * @param targets {@code [U, N, d]}
   * @param history {@code [U, L, d]}
   * @param context what else is known of a history row, {@code [U, L, c]}
   * @param layer the layer's weights
   * @param valid which history rows count, in the statistics and in the result, 1 or 0, {@code [U,
   *     L]}
   * @return one number for each pair, 0 where the row does not count, {@code [U, N, L]}
   */
  default V pairs(V targets, V history, V context, PairLayer layer, V valid) {
    V rows = concat(-1, List.of(history, context));
    V known = linear(rows, parameter(layer.history().weight()), parameter(layer.history().bias()));
    V products =
        matmul(multiply(unsqueeze(targets, 2), unsqueeze(history, 1)), parameter(layer.product()));
    V alone = add(products, unsqueeze(matmul(targets, parameter(layer.target())), 2));
    V x = add(alone, unsqueeze(known, 1));
    V counted = unsqueeze(valid, 1);
    V gate = sigmoid(standardize(x, layer.statistics(), unsqueeze(counted, -1)));
    V alpha = parameter(layer.alpha());
    V slope = add(alpha, multiply(gate, subtract(constant(1), alpha)));
    Layer out = layer.out();
    V scores = linear(multiply(x, slope), parameter(out.weight()), parameter(out.bias()));
    return multiply(squeeze(scores, -1), counted);
  }

  /**
   * As {@link #standardize(Object, Parameter)}; in training only what has weight 1 counts in the
   * statistics.
   *
   * @param weights 1 or 0, {@code [..., 1]}; broadcasts
   */
  default V standardize(V x, Parameter statistics, V weights) {
    return standardize(x, statistics);
  }

  /**
   * History rows summed for each target, weighted by {@link #pairs}.
   *
   * @return {@code [U, N, d + c]}
   */
  default V interest(V targets, V history, V context, PairLayer layer, V valid) {
    return matmul(
        pairs(targets, history, context, layer, valid), concat(-1, List.of(history, context)));
  }

  /**
   * Weights of a network over pairs.
   *
   * @param target A, {@code [d, H]}
   * @param history B and bias, {@code [d + c, H]} and {@code [H]}
   * @param product C, {@code [d, H]}
   * @param statistics running mean and variance of x, {@code [2, H]}, not trained
   * @param alpha slope where the gate is closed, {@code [H]}
   * @param out w and b, {@code [H, 1]} and {@code [1]}
   */
  record PairLayer(
      Parameter target,
      Layer history,
      Parameter product,
      Parameter statistics,
      Parameter alpha,
      Layer out) {}

  /**
   * A linear layer.
   *
   * @param weight {@code [in, out]}
   * @param bias {@code [out]}
   */
  record Layer(Parameter weight, Parameter bias) {}

  /**
   * Softmax over the last axis among the elements that count. Where none counts the result may be
   * anything: whatever it weighs must be 0 then.
   *
   * @param valid 1 for what counts, else 0; broadcasts
   */
  default V softmax(V x, V valid) {
    return softmax(select(valid, x, constant(EXCLUDED)));
  }

  /**
   * Attention over the history, whose rows stand in two parts, head by head. Keys and values are
   * linear in the rows, so they need not be built: {@code (t Q)(h K)' = (t Q K') h'} and {@code sum
   * w (h V) = (sum w h) V}, which costs less for few targets; for many, building them does.
   *
   * @param targets {@code [U, N, t]}
   * @param history {@code [U, L, d]}
   * @param contexts {@code [U, L, c]}
   * @param heads at least one, all of one width w
   * @param valid 1 for rows that count, {@code [U, 1, L]}
   * @return zeros where no row counts, {@code [U, N, heads * w]}
   */
  default V attend(V targets, V history, V contexts, List<AttentionHead> heads, V valid) {
    List<V> results = new ArrayList<>(heads.size());
    for (AttentionHead head : heads) {
      int all = Math.toIntExact(head.key().shape()[1]);
      int width = all - head.contextWidth();
      V query = linear(targets, parameter(head.query().weight()), parameter(head.query().bias()));
      V pulled = matmul(multiply(query, constant(head.scale())), parameter(head.key()));
      V scores =
          add(
              matmul(columns(pulled, 0, width), transpose(history)),
              matmul(columns(pulled, width, all), transpose(contexts)));
      V weights = multiply(softmax(scores, valid), valid);
      V read = concat(-1, List.of(matmul(weights, history), matmul(weights, contexts)));
      results.add(matmul(read, parameter(head.value())));
    }
    return concat(-1, results);
  }

  /**
   * Matrices of a head of {@link #attend}.
   *
   * @param query {@code [t, w]} and {@code [w]}
   * @param key {@code [w, d + c]}
   * @param value {@code [d + c, w]}
   * @param contextWidth c, the last inputs of key and value
   */
  record AttentionHead(Layer query, Parameter key, Parameter value, int contextWidth) {
    /** What scores are multiplied by: 1 / sqrt(w). */
    public double scale() {
      return 1 / Math.sqrt(key.shape()[0]);
    }
  }

  /**
   * Shares of types among what scores weigh: the softmax over L of {@code cosines * t}, for each of
   * the inverse temperatures t, times the rows' types.
   *
   * @param cosines between -1 and 1, {@code [U, N, L]}
   * @param inverseTemperatures of one element each
   * @param valid 1 for rows that count, {@code [U, L]}
   * @param types one-hot, zeros for rows that do not count, {@code [U, L, T]}
   * @return zeros where no row counts, one temperature after the other, {@code [U, N, T *
   *     temperatures]}
   */
  default V shares(V cosines, List<Parameter> inverseTemperatures, V valid, V types) {
    List<V> shares = new ArrayList<>(inverseTemperatures.size());
    for (Parameter inverse : inverseTemperatures) {
      V scores = multiply(cosines, parameter(inverse));
      shares.add(matmul(softmax(scores, unsqueeze(valid, 1)), types));
    }
    return concat(-1, shares);
  }

  /**
   * The sum of the rows with the {@code k} largest cosines among those that count; of equal ones
   * the first. Fewer are summed alone, none gives 0.
   *
   * @param cosines between -1 and 1, {@code [U, N, L]}, L at least k
   * @param valid 1 for rows that count, {@code [U, L]}
   * @param rows {@code [U, L, d]}
   * @param width d
   * @return {@code [U, N, d]}
   */
  default V sumOfTop(V cosines, int k, V valid, V rows, int width) {
    V counted = unsqueeze(valid, 1);
    V below = multiply(subtract(constant(1), counted), constant(BELOW_EVERY_COSINE));
    return matmul(multiply(topMask(add(cosines, below), k), counted), rows);
  }

  /**
   * Gaussian kernels of what lies along the last axis, summed by weights: {@code sum over l of
   * exp(-(scale x_l - c)^2) w_l}.
   *
   * @param x {@code [U, N, L]}
   * @param centers {@code [K, 1]}
   * @param weights {@code [U, L, T]}
   * @return {@code [U, N, K, T]}
   */
  default V kernelSums(V x, double scale, Parameter centers, V weights) {
    V distance = subtract(unsqueeze(multiply(x, constant(scale)), 2), parameter(centers));
    V kernels = exp(multiply(multiply(distance, distance), constant(-1)));
    return matmul(kernels, unsqueeze(weights, 1));
  }

  /**
   * What {@link #similar} asks of cosines.
   *
   * @param scale of the cosines, before the kernels
   * @param centers of K kernels, {@code [K, 1]}
   * @param inverseTemperatures of softmaxes, one element each
   * @param types T, how many types there are
   */
  record Kernels(double scale, Parameter centers, List<Parameter> inverseTemperatures, int types) {}

  /**
   * {@link #kernelSums} and {@link #shares} of the same cosines and types.
   *
   * @param sums kernel by kernel, {@code [U, N, K * T]}
   * @param shares {@code [U, N, T * temperatures]}
   * @param <V> as in {@link TensorOps}
   */
  record Similar<V>(V sums, V shares) {}

  /**
   * Both {@link #kernelSums} and {@link #shares}, for which the pairs are gone through once.
   *
   * @param cosines between -1 and 1, {@code [U, N, L]}
   * @param valid 1 for rows that count, {@code [U, L]}
   * @param types one-hot, zeros for rows that do not count, {@code [U, L, T]}
   */
  default Similar<V> similar(V cosines, Kernels kernels, V valid, V types) {
    V sums = kernelSums(cosines, kernels.scale(), kernels.centers(), types);
    return new Similar<>(
        reshape(sums, 0, 0, kernels.centers().shape()[0] * kernels.types()),
        shares(cosines, kernels.inverseTemperatures(), valid, types));
  }

  /**
   * One row in the place of those that are flagged. A served graph may rely on these being 0.
   *
   * @param x {@code [U, N, d]}
   * @param flag 1 or 0, {@code [U, N, 1]}
   * @param instead {@code [d]}
   */
  default V replaced(V x, V flag, Parameter instead) {
    return select(flag, parameter(instead), x);
  }

  /**
   * The mean of rows of a table; padding does not count, and nothing but padding gives 0.
   *
   * @param table {@code [R, w]}
   * @param rows int64, {@code [..., most]}
   * @param padding the number of the row that stands for no value
   * @param most size of the last axis of {@code rows}, 0 if it is not known
   * @return {@code [..., w]}
   */
  default V meanOfRows(Parameter table, V rows, long padding, int most) {
    V present = differs(rows, padding);
    V all = multiply(gather(parameter(table), rows), unsqueeze(present, -1));
    return divide(sum(all, -2, false), atLeast(sum(present, -1, true), 1));
  }

  /**
   * Layers with ReLU and dropout between them: {@code (x W + u V + b)}, u the same for all
   * candidates, then the others.
   *
   * @param x {@code [U, N, in]}
   * @return {@code [U, N, out]}
   */
  default V mlp(V x, Mlp<V> layers) {
    UserPart<V> user = layers.user();
    V shift =
        linear(
            standardized(user.features(), user.statistics()),
            parameter(user.layer().weight()),
            parameter(user.layer().bias()));
    V y = add(matmul(standardized(x, layers.statistics()), parameter(layers.weight())), shift);
    for (Layer layer : layers.others()) {
      V passed = dropout(relu(y), layers.dropout());
      y = linear(passed, parameter(layer.weight()), parameter(layer.bias()));
    }
    return y;
  }

  /** Standardised if there are statistics, else as it is. */
  default V standardized(V x, Optional<Parameter> statistics) {
    return statistics.isPresent() ? standardize(x, statistics.get()) : x;
  }

  /**
   * Weights of {@link #mlp}.
   *
   * @param statistics by which x is standardised before the first layer; empty: x is taken as it is
   * @param weight W, {@code [in, H]}
   * @param user what the first layer reads once for all candidates
   * @param others the layers after the first
   * @param dropout rate before each of them
   * @param <V> as in {@link Ops}
   */
  record Mlp<V>(
      Optional<Parameter> statistics,
      Parameter weight,
      UserPart<V> user,
      List<Layer> others,
      double dropout) {}

  /**
   * The user's side of a first layer.
   *
   * @param features u, {@code [U, 1, f]}
   * @param statistics by which they are standardised; empty: they are taken as they are
   * @param layer V and b, {@code [f, H]} and {@code [H]}
   * @param <V> as in {@link Ops}
   */
  record UserPart<V>(V features, Optional<Parameter> statistics, Layer layer) {}

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
}
