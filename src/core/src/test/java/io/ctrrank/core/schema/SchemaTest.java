package io.ctrrank.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SchemaTest {
  private static final Vocabulary ITEMS = new Vocabulary("item_id", List.of("1"));
  private static final HistorySchema HISTORY =
      new HistorySchema(List.of("click", "skip"), Set.of("click"), 50, 5);

  @Test
  void textTemplate_leavesOutEmptyFieldsAndJoinsValues() {
    TextTemplate template =
        new TextTemplate(List.of("title", "category", "overview"), " | ", ", ", 64);
    Map<String, List<String>> document =
        Map.of("title", List.of("Heat"), "category", List.of("Crime", "Action"));
    assertThat(template.render(field -> document.getOrDefault(field, List.of())))
        .isEqualTo("Heat | Crime, Action");
  }

  @Test
  void numericFeature_standardisesAndFillsMissing() {
    NumericFeature feature =
        new NumericFeature("price", "price", NumericFeature.Transform.LOG1P, 1, 2, 0);
    assertThat(feature.standardize(Math.E - 1)).isCloseTo(0, within(1e-6f));
    assertThat(feature.standardize(Double.NaN)).isCloseTo(-0.5f, within(1e-6f));
  }

  @Test
  void standardize_valueFarBeyondAllData_isFinite() {
    NumericFeature feature =
        new NumericFeature("price", "price", NumericFeature.Transform.IDENTITY, 10, 0.3, 0);
    for (double wild : new double[] {1.79e308, Double.MAX_VALUE, Double.POSITIVE_INFINITY, 1e9}) {
      assertThat(feature.standardize(wild)).isEqualTo(1e6f);
      assertThat(feature.standardize(-wild)).isEqualTo(-1e6f);
    }
    for (double usual : new double[] {-0.0, 0, 10, 123.456, -2e5, 2.9e5}) {
      assertThat(feature.standardize(usual)).isEqualTo((float) ((usual - 10) / 0.3));
    }
  }

  @Test
  void numericFeatureWithoutSpread_isRefused() {
    assertThatThrownBy(
            () -> new NumericFeature("price", "price", NumericFeature.Transform.IDENTITY, 1, 0, 0))
        .hasMessageContaining("feature [price]")
        .hasMessageContaining("above 0");
  }

  @Test
  void historyTypes_areNumberedFromOneAndUnknownOnesRefused() {
    assertThat(HISTORY.typeNumber("skip")).isEqualTo(2);
    assertThat(HISTORY.isClick("skip")).isFalse();
    assertThatThrownBy(() -> HISTORY.typeNumber("buy"))
        .hasMessageContaining("[buy]")
        .hasMessageContaining("[click, skip]");
  }

  @Test
  void clickTypeOutsideTypes_isRefused() {
    assertThatThrownBy(() -> new HistorySchema(List.of("skip"), Set.of("click"), 50, 5))
        .hasMessageContaining("click type");
  }

  @Test
  void featureNamedTwiceOrReserved_isRefused() {
    CategoricalFeature category = new CategoricalFeature("category", "category", ITEMS, 2);
    assertThatThrownBy(() -> schema(List.of(category, category))).hasMessageContaining("category");
    assertThatThrownBy(() -> schema(List.of(new CategoricalFeature("vector", "v", ITEMS, 1))))
        .hasMessageContaining("reserved");
  }

  @Test
  void profileWithoutEncoder_isRefused() {
    assertThatThrownBy(
            () ->
                new FeatureSchema(
                    "item_id",
                    ITEMS,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    HISTORY,
                    Optional.of(new ProfileSchema(128))))
        .hasMessageContaining("profile");
  }

  private static FeatureSchema schema(List<CategoricalFeature> categorical) {
    return new FeatureSchema(
        "item_id", ITEMS, categorical, List.of(), Optional.empty(), HISTORY, Optional.empty());
  }
}
