package io.ctrrank.trainer.torch;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Network operations on libtorch. Results belong to the caller's pointer scope. Not thread-safe.
 */
final class TorchOps implements Ops<Tensor> {
  private static final double EPSILON = 1e-5;
  private static final double EXCLUDED = -1e9;
  private static final double MOMENTUM = 0.05;
  private static final int SHORTS_A_LONG = Long.BYTES / Short.BYTES;
  private static final int SHORTS = 1 << Short.SIZE;

  private final Weights weights;
  private final Optional<Generator> training;

  private TorchOps(Weights weights, Optional<Generator> training) {
    this.weights = requireNonNull(weights, "weights is null");
    this.training = training;
  }

  /** Operations in training form: drop-out and batch statistics are active. */
  static TorchOps training(Weights weights, Generator random) {
    return new TorchOps(weights, Optional.of(random));
  }

  /** Operations in evaluation form, as they are served. */
  static TorchOps evaluation(Weights weights) {
    return new TorchOps(weights, Optional.empty());
  }

  @Override
  public Tensor parameter(Parameter parameter) {
    return weights.apply(parameter);
  }

  @Override
  public Tensor constant(double value) {
    return Tensor.create(new float[] {(float) value}, 1);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return a.add(b);
  }

  @Override
  public Tensor subtract(Tensor a, Tensor b) {
    return a.sub(b);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return a.mul(b);
  }

  @Override
  public Tensor divide(Tensor a, Tensor b) {
    return a.div(b);
  }

  @Override
  public Tensor atLeast(Tensor x, double least) {
    return x.clamp_min(new Scalar(least));
  }

  @Override
  public Tensor sqrt(Tensor x) {
    return x.sqrt();
  }

  @Override
  public Tensor exp(Tensor x) {
    return x.exp();
  }

  @Override
  public Tensor log(Tensor x) {
    return x.log();
  }

  @Override
  public Tensor sigmoid(Tensor x) {
    return x.sigmoid();
  }

  @Override
  public Tensor relu(Tensor x) {
    return x.relu();
  }

  @Override
  public Tensor gelu(Tensor x) {
    return torch.gelu(x);
  }

  @Override
  public Tensor softmax(Tensor x) {
    return x.softmax(-1);
  }

  @Override
  public Tensor gumbelSoftmax(Tensor x, double temperature) {
    if (training.isEmpty()) {
      return softmax(x);
    }
    Tensor exponential = torch.empty_like(x).exponential_(1, new GeneratorOptional(training.get()));
    return softmax(x.sub(exponential.log_()).div(new Scalar(temperature)));
  }

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    return a.matmul(b);
  }

  @Override
  public Tensor transpose(Tensor x) {
    return x.transpose(-2, -1);
  }

  @Override
  public Tensor permute(Tensor x, int... axes) {
    return x.permute(Arrays.stream(axes).asLongStream().toArray());
  }

  @Override
  public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return torch.linear(x, weight.t(), new TensorOptional(bias));
  }

  @Override
  public Tensor convolve(Tensor images, Tensor kernel, Tensor bias) {
    long[] padding = {kernel.size(0) / 2, kernel.size(1) / 2};
    Tensor result =
        torch.conv2d(
            channelsFirst(images),
            kernel.permute(3, 2, 0, 1),
            new TensorOptional(bias),
            new long[] {1, 1},
            padding,
            new long[] {1, 1},
            1);
    return channelsLast(result, images);
  }

  @Override
  public Tensor maxPool(Tensor images, int height, int width) {
    return channelsLast(torch.max_pool2d(channelsFirst(images), height, width), images);
  }

  /** {@code [..., H, W, C]} to {@code [n, C, H, W]}, without a copy. */
  private static Tensor channelsFirst(Tensor images) {
    return images
        .reshape(-1, images.size(-3), images.size(-2), images.size(-1))
        .permute(0, 3, 1, 2);
  }

  /** Back again, with the leading axes of {@code like}. */
  private static Tensor channelsLast(Tensor x, Tensor like) {
    Tensor last = x.permute(0, 2, 3, 1);
    int axes = (int) like.dim();
    long[] sizes = new long[axes];
    for (int axis = 0; axis < axes; axis++) {
      int own = axis - axes;
      sizes[axis] = own < -3 ? like.size(axis) : last.size(own);
    }
    return last.reshape(sizes);
  }

  @Override
  public Tensor concat(int axis, List<Tensor> parts) {
    return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), axis);
  }

  @Override
  public Tensor columns(Tensor x, int from, int to) {
    return x.narrow(-1, from, (long) to - from);
  }

  @Override
  public Tensor unsqueeze(Tensor x, int axis) {
    return x.unsqueeze(axis);
  }

  @Override
  public Tensor squeeze(Tensor x, int axis) {
    return x.squeeze(axis);
  }

  @Override
  public Tensor reshape(Tensor x, long... sizes) {
    long[] resolved = sizes.clone();
    for (int axis = 0; axis < resolved.length; axis++) {
      if (resolved[axis] == 0) {
        resolved[axis] = x.size(axis);
      }
    }
    return x.reshape(resolved);
  }

  @Override
  public Tensor sum(Tensor x, int axis, boolean keep) {
    return x.sum(new long[] {axis}, keep, new org.bytedeco.pytorch.ScalarTypeOptional());
  }

  @Override
  public Tensor gather(Tensor table, Tensor rows) {
    return table.dim() == 1
        ? table.index_select(0, rows.reshape(-1)).view_as(rows)
        : torch.embedding(table, rows);
  }

  @Override
  public Tensor firstRows(Tensor table, Tensor like) {
    return table.narrow(0, 0, like.size(-1));
  }

  @Override
  public Tensor differs(Tensor integers, long number) {
    return integers.ne(new Scalar(number)).toType(ScalarType.Float);
  }

  @Override
  public Tensor select(Tensor condition, Tensor a, Tensor b) {
    return torch.where(condition.toType(ScalarType.Bool), a, b);
  }

  @Override
  public Tensor topMask(Tensor scores, int k) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor order = scores.sort(new BoolOptional(true), -1, true).get1();
      return torch.zeros_like(scores).scatter_(-1, order.narrow(-1, 0, k), new Scalar(1.0f));
    }
  }

  @Override
  public Tensor normalizeLast(Tensor x, double epsilon) {
    TensorOptional none = new TensorOptional();
    return torch.layer_norm(x, new long[] {x.size(-1)}, none, none, epsilon, false);
  }

  @Override
  public Tensor standardize(Tensor x, Parameter statistics) {
    return standardize(x, statistics, constant(1));
  }

  @Override
  public Tensor standardize(Tensor x, Parameter statistics, Tensor weights) {
    Tensor running = parameter(statistics);
    if (training.isEmpty()) {
      Tensor variances = ConstantColumns.variances(running, start(statistics));
      Tensor scale = variances.add(new Scalar(EPSILON)).rsqrt();
      return x.sub(running.select(0, 0)).mul(scale);
    }
    Tensor rows = x.reshape(-1, x.size(-1));
    Tensor counted = weights.expand_as(x.narrow(-1, 0, 1)).reshape(-1, 1);
    Tensor share = counted.div(counted.sum().clamp_min(new Scalar(1)));
    Tensor mean = share.t().matmul(rows);
    Tensor centered = rows.sub(mean);
    Tensor variance = share.t().matmul(centered.mul(centered));
    follow(running, start(statistics), mean, variance);
    return centered.mul(variance.add(new Scalar(EPSILON)).rsqrt()).view_as(x);
  }

  /** How much of its start is in a statistic; only weights have any. */
  private Tensor start(Parameter statistics) {
    return weights.start(statistics);
  }

  private static void follow(Tensor running, Tensor start, Tensor mean, Tensor variance) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor batch = torch.cat(new TensorVector(mean, variance), 0);
      running.lerp_(batch, new Scalar(MOMENTUM));
      start.lerp_(torch.zeros_like(start), new Scalar(MOMENTUM));
    }
  }

  @Override
  public Tensor dropout(Tensor x, double rate) {
    if (training.isEmpty() || rate == 0) {
      return x;
    }
    return x.mul(kept(x, rate).mul_(new Scalar(1 / (1 - rate))));
  }

  /**
   * Distinct numbers below {@code count} in random order, all or {@code most}; for training only.
   */
  Tensor sample(long count, long most) {
    Tensor order = torch.randperm(count, new GeneratorOptional(training.orElseThrow()));
    return order.narrow(0, 0, Math.min(count, most));
  }

  /**
   * 1 for what stays, 0 for what is dropped. Four elements share one random number of 64 bits:
   * drawing one for each would be a seventh of all training time.
   */
  private Tensor kept(Tensor x, double rate) {
    long draws = (x.numel() + SHORTS_A_LONG - 1) / SHORTS_A_LONG;
    Tensor numbers =
        torch
            .empty(
                new long[] {draws}, new TensorOptions(ScalarType.Long), new MemoryFormatOptional())
            .random_(
                Long.MIN_VALUE, new LongOptional(), new GeneratorOptional(training.orElseThrow()));
    Tensor uniform = numbers.view(ScalarType.Short).narrow(0, 0, x.numel()).view_as(x);
    long dropped = Short.MIN_VALUE + Math.round(rate * SHORTS);
    return uniform.ge(new Scalar(dropped)).toType(ScalarType.Float);
  }

  @Override
  public Tensor intervals(Tensor x, double... boundaries) {
    float[] ascending = new float[boundaries.length];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = (float) boundaries[i];
    }
    return torch.bucketize(x.contiguous(), Tensor.create(ascending, ascending.length));
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor targets) {
    return torch.binary_cross_entropy_with_logits(logits.reshape(-1), targets.reshape(-1));
  }

  @Override
  public Tensor classEntropy(Tensor logits, Tensor classes, Tensor weights) {
    Tensor chosen =
        logits.log_softmax(-1).gather(-1, classes.unsqueeze(-1)).squeeze(-1).mul(weights);
    return chosen.sum().div(weights.sum()).neg();
  }

  @Override
  public Tensor contrast(Tensor scores, Tensor ids, Tensor weights) {
    Tensor own = ids.reshape(-1);
    Tensor counted = weights.reshape(-1);
    Tensor left = own.unsqueeze(1).eq(own).logical_or(counted.eq(new Scalar(0)));
    Tensor negative = scores.masked_fill(left.fill_diagonal_(new Scalar(0)), new Scalar(EXCLUDED));
    Tensor chosen = negative.log_softmax(-1).diagonal().mul(counted);
    return chosen.sum().div(counted.sum().clamp_min(new Scalar(1))).neg();
  }

  @Override
  public Tensor frozen(Function<Ops<Tensor>, Tensor> computation) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return computation.apply(evaluation(weights));
    }
  }

  @Override
  public Tensor roundToHalf(Tensor x) {
    return training.isPresent() ? x : x.toType(ScalarType.Half).toType(ScalarType.Float);
  }
}
