package io.ctrrank.core.bundle;

import java.util.Arrays;

/**
 * A low-rank addition to a matrix, {@code W = W0 + A B} (LoRA, arXiv 2106.09685; the factor {@code
 * alpha / r} is in B). The arrays are shared, not copied; nobody may change them.
 *
 * @param rank r
 * @param down A, {@code [in, r]} row-major
 * @param up B, {@code [r, out]} row-major
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of values, made once and read once
public record LowRank(int rank, float[] down, float[] up) {
  public LowRank {
    if (rank < 1 || down.length % rank != 0 || up.length % rank != 0) {
      throw new IllegalArgumentException(
          "low-rank addition of rank ["
              + rank
              + "] has ["
              + down.length
              + "] and ["
              + up.length
              + "] values; expected multiples of the rank, which is [1] or more");
    }
  }

  /** Rows of the matrix. */
  public int in() {
    return down.length / rank;
  }

  /** Columns of the matrix. */
  public int out() {
    return up.length / rank;
  }

  /**
   * Both additions as one, whose rank is the sum of theirs.
   *
   * @param other to the same matrix
   */
  public LowRank plus(LowRank other) {
    if (other.in() != in() || other.out() != out()) {
      throw new IllegalArgumentException(
          "additions are to matrices of ["
              + in()
              + " x "
              + out()
              + "] and ["
              + other.in()
              + " x "
              + other.out()
              + "]; expected the same matrix");
    }
    int both = rank + other.rank;
    float[] sumDown = new float[in() * both];
    for (int i = 0; i < in(); i++) {
      System.arraycopy(down, i * rank, sumDown, i * both, rank);
      System.arraycopy(other.down, i * other.rank, sumDown, i * both + rank, other.rank);
    }
    float[] sumUp = Arrays.copyOf(up, both * out());
    System.arraycopy(other.up, 0, sumUp, up.length, other.up.length);
    return new LowRank(both, sumDown, sumUp);
  }

  /**
   * The matrix with the addition. Sums are in double precision, in one order, so that every machine
   * gets the same bits: hashes of merged weights depend on it.
   *
   * @param matrix W0, {@code [in, out]} row-major
   * @return a new array
   */
  public float[] addedTo(float[] matrix) {
    if (matrix.length != in() * out()) {
      throw new IllegalArgumentException(
          "matrix has ["
              + matrix.length
              + "] values; expected ["
              + in()
              + " x "
              + out()
              + "] for this addition");
    }
    float[] sum = new float[matrix.length];
    double[] row = new double[out()];
    for (int i = 0; i < in(); i++) {
      for (int j = 0; j < row.length; j++) {
        row[j] = matrix[i * row.length + j];
      }
      for (int k = 0; k < rank; k++) {
        double factor = down[i * rank + k];
        for (int j = 0; j < row.length; j++) {
          row[j] += factor * up[k * row.length + j];
        }
      }
      for (int j = 0; j < row.length; j++) {
        sum[i * row.length + j] = (float) row[j];
      }
    }
    return sum;
  }
}
