package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** How often the ids of targets are withheld from training. */
final class PerturbationTest {
  private static final Dataset DATASET = SyntheticData.dataset(5, 8);
  private static final int RARE = 0;
  private static final int FREQUENT = 1;

  @Test
  void apply_idDropout_withholdsIdsOfFrequentItemsMoreOften() {
    Recipe recipe = recipe(EnumSet.of(Part.ID_DROPOUT));

    assertThat(withheld(recipe, FREQUENT)).isGreaterThan(0.14);
    assertThat(withheld(recipe, RARE)).isCloseTo(0.05, within(0.02));
  }

  @Test
  void apply_withoutIdDropout_withholdsAllIdsAlike() {
    Recipe recipe = recipe(EnumSet.noneOf(Part.class));

    assertThat(withheld(recipe, FREQUENT)).isCloseTo(0.05, within(0.02));
    assertThat(withheld(recipe, RARE)).isCloseTo(0.05, within(0.02));
  }

  @Test
  void apply_textOfTheSearch_isWithheldFromATenthOfTheRowsAndTheRestIsAsWithout() {
    Recipe recipe = recipe(EnumSet.of(Part.QUERY));
    Perturbation.Rates rates = recipe.rates();
    Perturbation with = perturbation(recipe, new long[] {10, 10});
    Perturbation without =
        new Perturbation(
            new Perturbation.Rates(
                rates.itemId(),
                rates.itemVector(),
                rates.historyVector(),
                rates.profile(),
                rates.history(),
                0),
            DATASET.schema().history(),
            none(new long[] {10, 10}),
            none(new long[] {10, 10}),
            1);
    int draws = 4000;
    int known = 0;
    for (int row = 0; row < draws; row++) {
      Batch some = searched();
      Batch all = searched();
      with.apply(some, 0, row, 3);
      without.apply(all, 0, row, 3);
      known += (int) some.searchKnown()[0];
      assertThat(all.searchKnown()[0]).isEqualTo(1);
      assertThat(some.itemRows()).isEqualTo(all.itemRows());
      assertThat(some.profileKnown()).isEqualTo(all.profileKnown());
      assertThat(some.historyMask()).isEqualTo(all.historyMask());
      Batch again = searched();
      with.apply(again, 0, row, 3);
      assertThat(again.searchKnown()).isEqualTo(some.searchKnown());
    }
    assertThat((double) known / draws).isCloseTo(0.9, within(0.02));
  }

  private static Batch searched() {
    Batch batch = new Batch(1, 5, true);
    batch.itemRows()[0] = 2;
    batch.profileKnown()[0] = 1;
    batch.searchKnown()[0] = 1;
    Arrays.fill(batch.historyMask(), 1);
    return batch;
  }

  private static FrequencyMask none(long[] exposures) {
    return FrequencyMask.fit(FrequencyMask.Mode.NONE, 0, exposures, exposures, 1);
  }

  private static Perturbation perturbation(Recipe recipe, long[] exposures) {
    return new Perturbation(
        recipe.rates(),
        DATASET.schema().history(),
        none(exposures),
        recipe.newcomers(exposures),
        1);
  }

  private static Recipe recipe(EnumSet<Part> candidates) {
    TrainingOptions defaults = Recipe.defaults(Architecture.MSD);
    EnumSet<Part> parts = EnumSet.copyOf(defaults.parts());
    parts.addAll(candidates);
    return Recipe.of(Architecture.MSD, defaults.toBuilder().parts(parts).build());
  }

  /** Share of draws that withhold an item's id. */
  private static double withheld(Recipe recipe, int item) {
    long[] exposures = new long[DATASET.catalogue().size()];
    Arrays.fill(exposures, 10);
    exposures[RARE] = 1;
    // Several, as frequent is what the uppermost hundredth of items is.
    Arrays.fill(exposures, FREQUENT, FREQUENT + 5, 1000);
    Perturbation perturbation = perturbation(recipe, exposures);
    int draws = 4000;
    int count = 0;
    for (int row = 0; row < draws; row++) {
      Batch batch = new Batch(1, 5, true);
      batch.items()[0] = item;
      batch.itemRows()[0] = 2;
      perturbation.apply(batch, 0, row, 0);
      count += batch.itemRows()[0] == Vocabulary.OUT_OF_VOCABULARY ? 1 : 0;
    }
    return (double) count / draws;
  }
}
