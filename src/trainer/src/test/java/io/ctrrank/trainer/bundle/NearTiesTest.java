package io.ctrrank.trainer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that two right ways to add up may score differently. */
final class NearTiesTest {
  private static final float[] NEAR = {1, 0.5f};
  private static final float[] MIRRORED = {1, -0.5f};

  @TempDir private Path folder;

  private HistorySchema schema;
  private ExampleSet row;
  private int[] clicked;
  private int[] disliked;
  private float[][] vectors;

  /** The target lies along the first axis, all others behind it, no two as far. */
  @BeforeEach
  void readData() throws Exception {
    Dataset dataset = MovieLens.read(SmallData.write(folder, 1));
    schema = dataset.schema().history();
    row = dataset.test().select(new int[] {0});
    int length = row.historyLength(0);
    int[] items = new int[length];
    int[] types = new int[length];
    row.history(0, items, types, 0);
    int dislike = schema.typeNumber("dislike");
    clicked =
        IntStream.range(0, length).filter(i -> types[i] != dislike).map(i -> items[i]).toArray();
    disliked =
        IntStream.range(0, length).filter(i -> types[i] == dislike).map(i -> items[i]).toArray();
    assertThat(clicked).hasSizeGreaterThan(2).doesNotHaveDuplicates();
    assertThat(disliked).isNotEmpty();
    vectors =
        IntStream.range(0, SmallData.FILMS)
            .mapToObj(item -> new float[] {-1, 0.1f * item})
            .toArray(float[][]::new);
    vectors[row.item(0)] = new float[] {1, 0};
  }

  @Test
  void without_oneAsNearOnTheOtherSide_isLeftOut() {
    vectors[clicked[0]] = NEAR;
    vectors[clicked[2]] = MIRRORED;

    assertThat(left(1)).isZero();
    assertThat(left(2)).as("both are taken").isOne();
  }

  @Test
  void without_oneStepOfHalfPrecisionFurther_stays() {
    short half = Fp16.encode(new float[] {0.5f})[0];
    vectors[clicked[0]] = NEAR;
    vectors[clicked[2]] = new float[] {1, -Fp16.decode(new short[] {(short) (half + 1)})[0]};

    assertThat(left(1)).isOne();
  }

  @Test
  void without_equalVectors_stay() {
    vectors[clicked[0]] = NEAR;
    vectors[clicked[2]] = NEAR;

    assertThat(left(1)).isOne();
  }

  @Test
  void without_whatIsNoClick_doesNotCount() {
    vectors[clicked[0]] = NEAR;
    vectors[disliked[0]] = MIRRORED;
    assertThat(left(1)).as("as near as a click").isOne();

    vectors[clicked[2]] = MIRRORED;
    vectors[disliked[0]] = new float[] {1, 0.1f};
    assertThat(left(1)).as("before the tie").isZero();
  }

  @Test
  void without_allOrNoNeighbours_stay() {
    vectors[clicked[0]] = NEAR;
    vectors[clicked[2]] = MIRRORED;

    for (int all : new int[] {0, -1, clicked.length, clicked.length + 3}) {
      assertThat(left(all)).as("%d neighbours", all).isOne();
    }
  }

  private int left(int neighbours) {
    List<short[]> halves = Arrays.stream(vectors).map(Fp16::encode).toList();
    return new NearTies(schema, halves, neighbours).without(row).size();
  }
}
