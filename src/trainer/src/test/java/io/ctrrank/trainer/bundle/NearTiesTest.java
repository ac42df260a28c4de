package io.ctrrank.trainer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that two right ways to add up may score differently. */
final class NearTiesTest {
  @TempDir private Path folder;

  private ExampleSet row;
  private int target;
  private int[] history;

  @BeforeEach
  void readData() throws Exception {
    row = MovieLens.read(SmallData.write(folder, 1)).test().select(new int[] {0});
    target = row.item(0);
    history = new int[row.historyLength(0)];
    row.history(0, history, new int[history.length], 0);
    assertThat(Arrays.stream(history).distinct()).hasSizeGreaterThan(9).doesNotContain(target);
  }

  @Test
  void without_oneAsNearOnTheOtherSide_isLeftOut() {
    List<short[]> mirrored = vectors(new float[] {1, 0.5f}, new float[] {1, -0.5f});

    assertThat(left(mirrored, 1)).isZero();
    assertThat(left(mirrored, 2)).as("both are taken").isEqualTo(1);
  }

  @Test
  void without_oneStepOfHalfPrecisionFurther_stays() {
    float half = Fp16.decode(new short[] {(short) (Fp16.encode(new float[] {0.5f})[0] + 1)})[0];

    assertThat(left(vectors(new float[] {1, 0.5f}, new float[] {1, -half}), 1)).isOne();
  }

  @Test
  void without_equalVectors_stay() {
    assertThat(left(vectors(new float[] {1, 0.5f}, new float[] {1, 0.5f}), 1)).isOne();
  }

  @Test
  void without_allOrNoNeighbours_stay() {
    List<short[]> mirrored = vectors(new float[] {1, 0.5f}, new float[] {1, -0.5f});

    assertThat(left(mirrored, 0)).isOne();
    assertThat(left(mirrored, -1)).isOne();
    assertThat(left(mirrored, history.length)).isOne();
    assertThat(left(mirrored, history.length + 3)).isOne();
  }

  private int left(List<short[]> vectors, int neighbours) {
    return new NearTies(vectors, neighbours).without(row).size();
  }

  /** The target along the first axis, two items of the history near it, all others opposite. */
  private List<short[]> vectors(float[] one, float[] other) {
    float[][] vectors =
        Stream.generate(() -> new float[] {-1, 0.1f})
            .limit(SmallData.FILMS)
            .toArray(float[][]::new);
    // No two of the others are as far.
    IntStream.range(0, vectors.length).forEach(i -> vectors[i][1] = 0.1f * i);
    vectors[target] = new float[] {1, 0};
    vectors[history[3]] = one;
    vectors[history[6]] = other;
    return Arrays.stream(vectors).map(v -> Fp16.encode(Arrays.copyOf(v, 3))).toList();
  }
}
