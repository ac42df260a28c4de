package io.ctrrank.trainer.network;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How much of a pre-trained transformer layer training may change.
 *
 * @param rank r of the low-rank additions; 0 for a layer whose own weights are trained
 * @param alpha additions count {@code alpha / r} times
 * @param matrices the matrices that get an addition; the other weights of the layer stay as they
 *     are
 */
public record LayerTuning(int rank, double alpha, Set<Matrix> matrices) {
  /** All weights are trained. */
  public static final LayerTuning FULL = new LayerTuning(0, 1, Set.of());

  /** The matrices of a layer. */
  public enum Matrix {
    QUERY("query"),
    KEY("key"),
    VALUE("value"),
    ATTENTION_OUTPUT("out"),
    INNER("inner"),
    OUTER("outer");

    private final String id;

    Matrix(String id) {
      this.id = id;
    }

    /** Name of the matrix's parameter within its layer. */
    String id() {
      return id;
    }
  }

  public LayerTuning {
    requireNonNull(matrices, "matrices is null");
    EnumSet<Matrix> ordered = EnumSet.noneOf(Matrix.class);
    ordered.addAll(matrices);
    matrices = Collections.unmodifiableSet(ordered);
    if (rank < 0 || rank > 0 == matrices.isEmpty()) {
      throw new IllegalArgumentException(
          "low-rank additions of rank ["
              + rank
              + "] to "
              + matrices
              + "; expected a rank of [1] or more with matrices, or [0] and none");
    }
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha is [" + alpha + "]; expected a number above [0]");
    }
  }

  /** Additions to query and value alone, as in the paper of LoRA (arXiv 2106.09685). */
  public static LayerTuning queryAndValue(int rank, double alpha) {
    return new LayerTuning(rank, alpha, EnumSet.of(Matrix.QUERY, Matrix.VALUE));
  }

  /** Additions to all matrices: for tasks that are far from what the encoder was trained on. */
  public static LayerTuning allMatrices(int rank, double alpha) {
    return new LayerTuning(rank, alpha, EnumSet.allOf(Matrix.class));
  }

  /** Whether the layer's own weights are trained. */
  public boolean full() {
    return rank == 0;
  }

  /** How often an addition counts. */
  double scale() {
    return full() ? 1 : alpha / rank;
  }

  boolean adds(Matrix matrix) {
    return matrices.contains(matrix);
  }
}
