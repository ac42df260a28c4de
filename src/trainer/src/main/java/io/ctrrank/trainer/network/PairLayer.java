package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * A layer over pairs of a query's and an item's features, {@code W [q; a; q * a] + b}, split as
 * {@code Q q + A a + P (q * a) + b}, so that the concatenated pair is never built and what stands
 * once for many pairs is computed once.
 */
final class PairLayer {
  private final Linear queryPart;
  private final Parameter itemPart;
  private final Parameter productPart;

  /**
   * @param width width of the features
   * @param out width of a pair's vector
   * @param gain variance of the result relative to that of the features
   */
  PairLayer(Parameters scope, int width, int out, double gain) {
    double deviation = Math.sqrt(gain / (3 * width));
    this.queryPart = new Linear(scope.scope("query"), width, out, Role.DENSE, deviation, 0);
    this.itemPart = scope.normal("item", Role.DENSE, deviation, width, out);
    this.productPart = scope.normal("product", Role.DENSE, deviation, width, out);
  }

  /** {@code [..., width]} each, one of them with sizes 1 where the other has more. */
  <V> V forward(Ops<V> ops, V query, V item) {
    V alone = ops.add(queryPart.forward(ops, query), ops.matmul(item, ops.parameter(itemPart)));
    return ops.add(alone, ops.matmul(ops.multiply(query, item), ops.parameter(productPart)));
  }
}
