package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the encoder's pooled output (h wide) to the adapted vector e' (d wide): {@code LN(x) P +
 * MLP(LN(x))} with P a linear shortcut that may start from principal components, so that cosines
 * between adapted vectors start out as cosines between texts, and an MLP h to hidden to d (GELU),
 * or several of them, whose last layer starts near 0. e' is rounded to half precision in evaluation
 * and export.
 */
public final class FeatureAdaptor implements ContentLayer {
  private static final double EPSILON = 1e-5;

  private final int encoderDimension;
  private final Optional<Parameter> shortcut;
  private final Optional<Parameter> shift;
  private final Optional<VectorLayer> body;

  /**
   * @param encoderDimension h
   * @param dimension d
   * @param body what is added to the shortcut, an MLP or several experts; empty for a linear
   *     adaptor
   * @param projection start of the shortcut; empty for none
   */
  FeatureAdaptor(
      Parameters scope,
      int encoderDimension,
      int dimension,
      Optional<VectorLayer> body,
      Optional<Projection> projection) {
    this.encoderDimension = encoderDimension;
    this.shortcut =
        projection.map(
            p -> scope.values("shortcut", Role.ADAPTOR, p.matrix(), encoderDimension, dimension));
    this.shift = projection.map(p -> scope.values("shift", Role.ADAPTOR, p.shift(), dimension));
    this.body = body;
    if (body.isEmpty() && projection.isEmpty()) {
      throw new IllegalArgumentException(
          "feature adaptor has neither a layer nor a shortcut; expected one of both");
    }
  }

  /** Width h of the pooled vectors. */
  public int encoderDimension() {
    return encoderDimension;
  }

  /** {@code [..., h]} pooled vectors to {@code [..., d]} adapted vectors. */
  @Override
  public <V> V forward(Ops<V> ops, V pooled) {
    V x = ops.normalizeLast(pooled, EPSILON);
    List<V> parts = new ArrayList<>(2);
    shortcut.ifPresent(
        matrix ->
            parts.add(ops.linear(x, ops.parameter(matrix), ops.parameter(shift.orElseThrow()))));
    body.ifPresent(layer -> parts.add(layer.forward(ops, x)));
    return ops.roundToHalf(parts.size() == 1 ? parts.get(0) : ops.add(parts.get(0), parts.get(1)));
  }
}
