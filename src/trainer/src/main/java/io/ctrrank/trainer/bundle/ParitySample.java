package io.ctrrank.trainer.bundle;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ParityRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The test impressions that go beside a bundle with the trainer's pCTR. */
final class ParitySample {
  static final int ROWS = 2_000;

  private static final long SEED = 2_026;

  private ParitySample() {}

  /** Draws rows without replacement, the same ones for the same part; in the part's order. */
  static ExampleSet draw(ExampleSet test) {
    SplittableRandom random = new SplittableRandom(SEED);
    int wanted = Math.min(ROWS, test.size());
    int[] rows = new int[wanted];
    int chosen = 0;
    // Selection sampling (Knuth, algorithm S).
    for (int row = 0; chosen < wanted; row++) {
      if (random.nextInt(test.size() - row) < wanted - chosen) {
        rows[chosen++] = row;
      }
    }
    return test.select(rows);
  }

  /** The rows with the pCTR of their logits. */
  static List<ParityRow> rows(ExampleSet sample, float[] logits, Calibration calibration) {
    List<ParityRow> rows = new ArrayList<>(sample.size());
    for (int row = 0; row < sample.size(); row++) {
      Impression impression = sample.impression(row);
      rows.add(
          new ParityRow(
              impression.user(),
              impression.item(),
              impression.timestamp(),
              impression.click(),
              calibration.pCtr(logits[row])));
    }
    return rows;
  }
}
