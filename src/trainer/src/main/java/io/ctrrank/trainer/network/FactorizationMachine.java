package io.ctrrank.trainer.network;

import java.util.List;

/**
 * The second-order term of a factorization machine (Rendle 2010): the inner products of all pairs
 * of fields, {@code sum_i<j <v_i, v_j>}, in linear time as {@code ((sum_i v_i)^2 - sum_i v_i^2) /
 * 2} summed over the k factors.
 */
final class FactorizationMachine {
  private FactorizationMachine() {}

  /**
   * @param candidates fields of the candidates, each times its value, {@code [U, N, F, k]}
   * @param users fields of the user, {@code [U, 1, G, k]}
   * @return the sum over the pairs of all F + G fields, {@code [U, N, 1]}
   */
  static <V> V pairwise(Ops<V> ops, V candidates, V users) {
    V sums = sumOfFields(ops, candidates, users);
    V squares = sumOfFields(ops, ops.multiply(candidates, candidates), ops.multiply(users, users));
    V pairs = ops.subtract(ops.multiply(sums, sums), squares);
    return ops.multiply(ops.sum(pairs, -1, true), ops.constant(0.5));
  }

  /** {@code [U, N, k]}. */
  private static <V> V sumOfFields(Ops<V> ops, V candidates, V users) {
    return ops.add(ops.sum(candidates, 2, false), ops.sum(users, 2, false));
  }

  /** Numbers as fields: number i times its vector, {@code [U, N, D]} to {@code [U, N, D, k]}. */
  static <V> V fields(Ops<V> ops, V numbers, Parameter vectors) {
    return ops.multiply(ops.unsqueeze(numbers, -1), ops.parameter(vectors));
  }

  /** One field each, {@code [U, N, k]}, side by side as {@code [U, N, F, k]}. */
  static <V> V stack(Ops<V> ops, List<V> fields) {
    return ops.concat(2, fields.stream().map(field -> ops.unsqueeze(field, 2)).toList());
  }
}
